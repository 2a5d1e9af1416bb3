import { cleanup, fireEvent, render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useKeys } from "../src/screens/counter/keys";

const acted: string[] = [];

function Desk({ mayScan = true }: { mayScan?: boolean }) {
  useKeys({
    F2: mayScan && (() => acted.push("scan")),
    q: () => acted.push("again"),
    "Alt+ArrowLeft": false,
    ArrowRight: () => acted.push("next"),
  });
  return (
    <>
      <input aria-label="typed" />
      <button type="button">press</button>
    </>
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  acted.length = 0;
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

// False: the browser does nothing of its own with it.
const press = (key: string, more: KeyboardEventInit = {}, on: Element = document.body) =>
  fireEvent.keyDown(on, { key, ...more });

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test("a letter that stands alone acts", async () => {
  render(<Desk />);
  expect(press("q")).toBe(false);
  await pass(100);
  expect(acted).toEqual(["again"]);
});

test("a card that a reader types drives nothing, and presses no button", async () => {
  const { getByText } = render(<Desk />);
  const button = getByText("press");
  press("9", {}, button);
  for (const key of "|Quynh q") expect(press(key, {}, button)).toBe(false);
  expect(press("Enter", {}, button)).toBe(false);
  await pass(100);
  expect(acted).toEqual([]);
});

test("a key that is held acts once, an arrow again and again", () => {
  render(<Desk />);
  press("F2");
  press("F2", { repeat: true });
  press("ArrowRight");
  press("ArrowRight", { repeat: true });
  expect(acted).toEqual(["scan", "next", "next"]);
});

test("a key that may do nothing now does not leave the page either", () => {
  const { getByLabelText } = render(<Desk mayScan={false} />);
  expect(press("F2")).toBe(false);
  expect(press("ArrowLeft", { altKey: true })).toBe(false);
  expect(press("ArrowLeft", { altKey: true }, getByLabelText("typed"))).toBe(false);
  expect(acted).toEqual([]);
});

test("where somebody types, letters stay letters", async () => {
  const { getByLabelText } = render(<Desk />);
  expect(press("q", {}, getByLabelText("typed"))).toBe(true);
  await pass(100);
  expect(acted).toEqual([]);
});

test("letters do nothing once they are turned off; other keys and the card reader's guard stay", async () => {
  localStorage.setItem("sohoa-letter-keys", "off");
  try {
    render(<Desk />);
    const alone = new KeyboardEvent("keydown", { key: "q", bubbles: true, cancelable: true });
    Object.defineProperty(alone, "timeStamp", { value: 1e15 }); // long after any other
    expect(fireEvent(document.body, alone)).toBe(true);
    await pass(1000);
    expect(acted).toEqual([]);
    expect(press("F2")).toBe(false);
    press("ArrowRight");
    expect(acted).toEqual(["scan", "next"]);
  } finally {
    localStorage.removeItem("sohoa-letter-keys");
  }
});
