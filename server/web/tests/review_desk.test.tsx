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
  kinds: [
    { id: "giay_khai_sinh", title: "Giấy khai sinh" },
    { id: "to_khai", title: "Tờ khai" },
    { id: "unknown", title: "" },
  ],
  fields: [
    { name: "ho_ten", value: "An", confidence: 0.5, threshold: 0.9, page: 0, box: null },
    { name: "ngay_sinh", value: "1/2/25", date: true, accepted: true, confidence: 1, threshold: 0, page: 0, box: null },
  ],
  pages: [{ page: 0, width: 100, height: 100, words: [] }],
  steps: [],
  whole: false,
  next_in_file: null,
};

let asked: string[] = [];
let kinds: string[] = []; // that the server was told
let moreFields: object[] = []; // that another kind has
let gone: () => void;
let stored: () => void; // lets the server answer what is stored

beforeEach(() => {
  asked = [];
  kinds = [];
  moreFields = [];
  const held = new Promise<void>((resolve) => (stored = resolve));
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    asked.push(`${method} ${path.replace("/api/v1/reviews/", "")}`);
    const { kind } = (init.body ? JSON.parse(init.body as string) : {}) as { kind?: string };
    if (kind) kinds.push(kind);
    if (method === "PUT") await held;
    const fields = [...moreFields, ...review.fields];
    const now = kind ? { kind, fields } : {};
    return new Response(JSON.stringify({ ...review, ...now, revision: method === "PUT" ? 2 : 1 }));
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
  fireEvent.input(screen.getByLabelText(/Ngày sinh/), { target: { value: "" } });
  stored();
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

// As a browser does for a key that finds another kind in a closed list.
function seek(kind: string): HTMLSelectElement {
  const list = screen.getByLabelText(/Loại giấy tờ/) as HTMLSelectElement;
  list.focus();
  fireEvent.keyDown(list, { key: "ArrowDown" });
  fireEvent.change(list, { target: { value: kind } });
  return list;
}

test("keys pass kinds by, and Enter takes the one they stopped at and leaves the focus there", async () => {
  await open();
  stored();
  moreFields = [{ name: "dan_toc", value: null, confidence: 0, threshold: 0, page: 0, box: null, required: true }];
  seek("to_khai");
  const list = seek("unknown");
  await screen.findByText(/Enter: đổi sang loại này/);
  fireEvent.keyDown(list, { key: "Enter" });
  await screen.findByLabelText(/Dân tộc/);
  expect(kinds).toEqual(["unknown"]);
  expect(document.activeElement).toBe(list);
});

test("leaving the list takes the kind, and the focus stays where it went", async () => {
  const { field } = await open();
  stored();
  moreFields = [{ name: "dan_toc", value: null, confidence: 0, threshold: 0, page: 0, box: null, required: true }];
  seek("to_khai");
  await screen.findByText(/Enter: đổi sang loại này/);
  field.focus();
  await screen.findByLabelText(/Dân tộc/);
  expect(kinds).toEqual(["to_khai"]);
  expect(document.activeElement).toBe(field);
});

test("Escape keeps the kind, and the document stays open", async () => {
  const { field, onBack } = await open();
  const list = seek("to_khai");
  await screen.findByText(/Enter: đổi sang loại này/);
  fireEvent.keyDown(list, { key: "Escape" });
  await waitFor(() => expect(list.value).toBe("giay_khai_sinh"));
  field.focus();
  expect(kinds).toEqual([]);
  expect(onBack).not.toHaveBeenCalled();
});

test("nothing is approved while a kind is being looked for", async () => {
  const { onNext } = await open();
  stored();
  const list = seek("to_khai");
  await screen.findByText(/Enter: đổi sang loại này/);
  fireEvent.keyDown(list, { key: "Enter", ctrlKey: true });
  await waitFor(() => expect(kinds).toEqual(["to_khai"]));
  expect(asked).not.toContain("POST d1/approve");
  expect(onNext).not.toHaveBeenCalled();
});

test("a pointer picks a kind at once", async () => {
  await open();
  stored();
  const list = seek("unknown");
  await screen.findByText(/Enter: đổi sang loại này/);
  fireEvent.pointerDown(list);
  fireEvent.change(list, { target: { value: "to_khai" } });
  await waitFor(() => expect(kinds).toEqual(["to_khai"]));
});

test("what was read and is no date is marked, and the way to approval leads there", async () => {
  const { field } = await open();
  const day = screen.getByLabelText(/Ngày sinh/);
  expect(day.getAttribute("aria-invalid")).toBe("true");
  const told = screen.getByText(/Đây không phải một ngày có thật/);
  expect(day.getAttribute("aria-describedby")).toBe(told.id);
  field.focus();
  press("Enter", { ctrlKey: true });
  expect(document.activeElement).toBe(day);
  fireEvent.keyDown(day, { key: "Enter" });
  expect(document.activeElement).toBe(day);
  expect(asked).toEqual(["GET d1"]);
  fireEvent.input(day, { target: { value: "1/2/2025" } });
  await waitFor(() => expect(day.getAttribute("aria-invalid")).toBe("false"));
});

test("nobody is told of a date that is being typed", async () => {
  await open();
  const day = screen.getByLabelText(/Ngày sinh/);
  day.focus();
  fireEvent.input(day, { target: { value: "31/4" } });
  await waitFor(() => expect(day.getAttribute("aria-invalid")).toBe("false"));
  fireEvent.keyDown(day, { key: "Enter" });
  await waitFor(() => expect(day.getAttribute("aria-invalid")).toBe("true"));
  expect(document.activeElement).toBe(day);
});
