import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { isUnsaved } from "../src/app/unsaved";
import { SessionContext } from "../src/app/session";
import { LanguageContext, type Language } from "../src/texts/text";
import { Desk } from "../src/screens/counter/desk";

const page = (sheet: number) => ({
  page: `to-0000${sheet}-a.tif`,
  sheet,
  side: 0,
  second_image_of: null,
  quarter_turns: 0,
  flags: [],
  skew_deg: 0,
  read: true,
});

// The session as the server has it, and what it was asked.
let scan: Record<string, unknown> & { counted: number | null };
let asked: [string, unknown][] = [];
let streams: string[] = [];
let arrived: Promise<unknown> = Promise.resolve(); // parts of a file wait for it
let refuses = 0; // with this status
let refused = 0;

beforeEach(() => {
  scan = {
    scan: "s1",
    case_file: "HS-1",
    unit: "p01",
    state: "idle",
    stop: null,
    sheets: [1, 2],
    pages: [page(1), page(2)],
    files: [],
    counted: null,
    batch: null,
    earlier: [],
  };
  [asked, streams, refuses, refused] = [[], [], 0, 0];
  vi.stubGlobal(
    "EventSource",
    class {
      constructor(path: string) {
        streams.push(path);
      }
      addEventListener(): void {}
      close(): void {}
    },
  );
  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    if (refuses > 0) {
      ++refused;
      return Promise.resolve(new Response('{"type":"t","title":"x"}', { status: refuses }));
    }
    if (init.method === "PATCH") {
      return arrived.then(() => new Response(null, { headers: { "Upload-Offset": "3" } }));
    }
    if (path === "/api/v1/uploads") {
      return Promise.resolve(new Response(null, { status: 201, headers: { Location: "/u/1" } }));
    }
    if (init.method === "POST") {
      const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : null;
      asked.push([path.replace("/api/v1/scans/s1/", ""), body]);
      if (body?.change === "count") scan = { ...scan, counted: body.counted as number | null };
    }
    return Promise.resolve(new Response(JSON.stringify(scan)));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const client = new Client(() => "vi");
const accept = vi.fn();
const shown = (language: Language = "vi") => (
  <LanguageContext.Provider value={language}>
    <SessionContext.Provider value={{ session: null, accept }}>
      <Desk client={client} name="s1" />
    </SessionContext.Provider>
  </LanguageContext.Provider>
);
const field = () => screen.findByLabelText("Số tờ giấy đếm được");
const type = async (text: string) => fireEvent.input(await field(), { target: { value: text } });
const finish = async () => {
  fireEvent.click(screen.getByRole("button", { name: "Kết thúc (F8)" }));
  await act(() => Promise.resolve());
};
const kAnyway = "Số tờ chưa khớp. Nhấn F8 lần nữa để vẫn kết thúc.";
const finished = () => asked.filter(([what]) => what === "finish").length;

test("what was counted by hand is kept with the session, and is there after a reload", async () => {
  render(shown());
  await type("1");
  await type("12");
  await waitFor(() => expect(scan.counted).toBe(12));
  cleanup();
  render(shown());
  expect(((await field()) as HTMLInputElement).value).toBe("12");
});

test("nobody counted: the field that was emptied is kept so", async () => {
  scan.counted = 2;
  render(shown());
  await type("");
  await waitFor(() => expect(scan.counted).toBeNull());
});

test("a difference is told once, and another one is told anew", async () => {
  render(shown());
  await type("3");
  await finish();
  screen.getByText(kAnyway);
  await type("4");
  await waitFor(() => expect(screen.queryByText(kAnyway)).toBeNull());
  await finish();
  screen.getByText(kAnyway);
  expect(finished()).toBe(0);
  await finish();
  await waitFor(() => expect(finished()).toBe(1));
  expect(asked.map(([what]) => what).at(-1)).toBe("finish");
  expect(scan.counted).toBe(4);
});

test("it is not finished while the count could not be stored", async () => {
  render(shown());
  await field();
  refuses = 503;
  await type("2");
  await finish();
  await screen.findByRole("alert");
  await waitFor(() => expect(refused).toBe(2)); // as it was typed, and as it was to be finished
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  refuses = 0;
  expect(finished()).toBe(0);
  await finish();
  await waitFor(() => expect(finished()).toBe(1));
  expect(scan.counted).toBe(2);
});

test("a case file is not finished, nor left unasked, while a file of it is on its way", async () => {
  let arrive: (value: unknown) => void = () => {};
  arrived = new Promise((done) => (arrive = done));
  render(shown());
  const button = await screen.findByRole<HTMLButtonElement>("button", { name: "Kết thúc (F8)" });
  fireEvent.change(screen.getByLabelText(/Thả tệp/), {
    target: { files: [new File(["abc"], "don.pdf")] },
  });
  await screen.findByText("Đang gửi don.pdf: 0%. Gửi xong mới kết thúc được.");
  expect(button.disabled).toBe(true);
  fireEvent.keyDown(document, { key: "F8" });
  expect(isUnsaved()).toBe(true);
  arrive(null);
  await waitFor(() => expect(button.disabled).toBe(false));
  expect(asked).toEqual([["files", { upload: "1" }]]);
  expect(isUnsaved()).toBe(false);
  await finish();
  await waitFor(() => expect(finished()).toBe(1));
});

test("a call that is refused because somebody else logged in does not end that person's session", async () => {
  render(shown());
  await field();
  refuses = 401;
  fireEvent.click(screen.getByRole("button", { name: "Quét tiếp (F2)" }));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  expect(accept).not.toHaveBeenCalled();
});

test("the session is followed in the language of the screen, also when that changes", async () => {
  const { rerender } = render(shown());
  await field();
  expect(streams).toEqual(["/api/v1/scans/s1/events?language=vi"]);
  rerender(shown("en"));
  await waitFor(() => expect(streams.at(-1)).toBe("/api/v1/scans/s1/events?language=en"));
});
