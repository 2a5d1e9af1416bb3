import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { KeysDialog } from "../src/ui/keys_dialog";
import { lettersAct } from "../src/ui/letter_keys";

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const open = (letters: boolean) => render(<KeysDialog title="Phím" keys={[["R", "xoay"]]} letters={letters} onClose={() => undefined} />);

test("single letters act until somebody turns them off, and the browser remembers it", () => {
  open(true);
  expect(lettersAct()).toBe(true);
  fireEvent.click(screen.getByRole("switch", { name: "Phím chữ: bật" }));
  expect(lettersAct()).toBe(false);
  cleanup();
  open(true);
  fireEvent.click(screen.getByRole("switch", { name: "Phím chữ: tắt" }));
  expect(lettersAct()).toBe(true);
});

test("where no key is a single letter there is nothing to turn off", () => {
  open(false);
  expect(screen.queryByRole("switch")).toBeNull();
});
