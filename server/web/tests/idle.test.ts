import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchIdle } from "../src/app/idle";

const onIdle = vi.fn();
const onBusy = vi.fn();
let end = () => undefined as void;

beforeEach(() => {
  vi.useFakeTimers();
  onIdle.mockClear();
  onBusy.mockClear();
  end = watchIdle({ seconds: 900, onIdle, onBusy });
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000);

test("who does nothing is logged out at the server's own limit, once", () => {
  minutes(14);
  expect(onIdle).not.toHaveBeenCalled();
  minutes(30);
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test("who types without a call to the server stays, and the server hears of it", () => {
  for (let i = 0; i < 40; ++i) {
    minutes(1);
    dispatchEvent(new Event("keydown"));
  }
  expect(onIdle).not.toHaveBeenCalled();
  expect(onBusy.mock.calls.length).toBeGreaterThanOrEqual(7);
});

test("a screen that nobody looks at does not keep the session alive", () => {
  minutes(15);
  expect(onBusy).not.toHaveBeenCalled();
});
