import { afterEach, expect, test } from "vitest";
import { go, readdress } from "../src/app/router";
import { askBeforeLeaving, holdUnsaved, isUnsaved, mayLeave } from "../src/app/unsaved";

let release = () => undefined as void;

afterEach(() => {
  release();
  history.replaceState(null, "", "/");
});

const settled = () => new Promise((resolve) => queueMicrotask(() => resolve(undefined)));

function answering(yes: boolean): { asked: number } {
  const seen = { asked: 0 };
  askBeforeLeaving(() => {
    ++seen.asked;
    return Promise.resolve(yes);
  });
  return seen;
}

test("nobody is asked where all is stored", () => {
  const seen = answering(false);
  go("/review");
  expect(location.pathname).toBe("/review");
  expect(seen.asked).toBe(0);
});

test("somebody who stays keeps the address and what was typed", async () => {
  readdress("/counter");
  const seen = answering(false);
  release = holdUnsaved();
  go("/review");
  await settled();
  expect(seen.asked).toBe(1);
  expect(location.pathname).toBe("/counter");
});

test("somebody who leaves goes on", async () => {
  answering(true);
  release = holdUnsaved();
  go("/review");
  await settled();
  await settled();
  expect(location.pathname).toBe("/review");
});

test("the browser's own way back asks as well", async () => {
  readdress("/counter");
  const seen = answering(false);
  release = holdUnsaved();
  history.pushState(null, "", "/verify");
  dispatchEvent(new PopStateEvent("popstate"));
  await settled();
  expect(seen.asked).toBe(1);
  expect(location.pathname).toBe("/counter");
});

test("closing the tab is warned of until the last draft is stored", async () => {
  const first = holdUnsaved();
  const second = holdUnsaved();
  const closing = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(closing()).toBe(true);
  first();
  first();
  expect(isUnsaved()).toBe(true);
  expect(closing()).toBe(true);
  second();
  expect(closing()).toBe(false);
  expect(await mayLeave()).toBe(true);
});
