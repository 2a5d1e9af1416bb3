import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { isUnsaved } from "../src/app/unsaved";
import { DeskView } from "../src/screens/review/desk_view";

const review = {
  document: "d1",
  batch: "b1",
  file: 0,
  revision: 1,
  claim: null,
  title: "Giấy khai sinh",
  kind: "giay_khai_sinh",
  kinds: [{ id: "giay_khai_sinh", title: "Giấy khai sinh" }],
  fields: [{ name: "ho_ten", value: "An", confidence: 0.5, threshold: 0.9, page: 0, box: null }],
  pages: [{ page: 0, width: 100, height: 100, words: [] }],
  steps: [],
  whole: false,
  next_in_file: null,
};

let asked: string[] = [];
let gone: () => void;
let stored: () => void; // lets the server answer what is stored

beforeEach(() => {
  asked = [];
  const held = new Promise<void>((resolve) => (stored = resolve));
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    asked.push(`${method} ${path.replace("/api/v1/reviews/", "")}`);
    if (method === "PUT") await held;
    return new Response(JSON.stringify({ ...review, revision: method === "PUT" ? 2 : 1 }));
  });
});

afterEach(() => {
  gone?.();
  cleanup();
  vi.unstubAllGlobals();
});

async function open() {
  const onNext = vi.fn();
  const onBack = vi.fn();
  const client = new Client(() => "vi");
  const { unmount } = render(
    <DeskView client={client} id="d1" ready={undefined} onNext={onNext} onBack={onBack} />,
  );
  gone = unmount;
  const field = (await screen.findByLabelText(/Họ tên/)) as HTMLInputElement;
  return { field, onNext, onBack };
}

const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ...more });

test("what is typed and not sent is said, and leaving asks", async () => {
  const { field } = await open();
  expect(isUnsaved()).toBe(false);
  fireEvent.input(field, { target: { value: "Bình" } });
  await screen.findByText("Chưa ghi");
  expect(isUnsaved()).toBe(true);
  fireEvent.keyDown(field, { key: "Enter" });
  stored();
  await screen.findByText("Đã ghi");
  expect(isUnsaved()).toBe(false);
});

test("Escape stores before it leaves", async () => {
  const { field, onBack } = await open();
  fireEvent.input(field, { target: { value: "Bình" } });
  press("Escape");
  press("Escape");
  stored();
  await waitFor(() => expect(onBack).toHaveBeenCalledTimes(1));
  expect(asked.filter((call) => call.startsWith("PUT"))).toHaveLength(1);
  expect(isUnsaved()).toBe(false);
});

test("an approval that is asked for twice is made once, wherever the focus is", async () => {
  const { onNext } = await open();
  press("Enter", { ctrlKey: true });
  press("Enter", { ctrlKey: true });
  press("Enter", { ctrlKey: true, repeat: true });
  await waitFor(() => expect(onNext).toHaveBeenCalledTimes(1));
  press("Enter", { ctrlKey: true });
  expect(asked.filter((call) => call === "POST d1/approve")).toHaveLength(1);
});

test("keys do what their buttons may do, and nothing while a question is open", async () => {
  const { onNext, onBack } = await open();
  press("F8");
  press("F9");
  press("F1");
  await screen.findByRole("dialog");
  press("Enter", { ctrlKey: true });
  press("Escape");
  await Promise.resolve();
  expect(asked).toEqual(["GET d1"]);
  expect(onNext).not.toHaveBeenCalled();
  expect(onBack).not.toHaveBeenCalled();
});
