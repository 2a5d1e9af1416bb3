import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client, type Schemas } from "../src/api/client";
import { Documents } from "../src/screens/counter/documents";
import type { Scan } from "../src/screens/counter/session";

const scan = {
  scan: "s1",
  case_file: "HS-1",
  batch: "b1",
  earlier: [],
  files: [{ number: 2, name: "to-trinh.pdf", pages: 2 }],
} as unknown as Scan;
const paper = (id: string, state: string) => ({ id, file: 1, pages: [0], state, secret: null, title: id });
const nothingHeld: Schemas["Quarantine"] = { reasons: [], items: [], secrets: 0, next: null };
const tornFile: Schemas["Quarantine"] = {
  ...nothingHeld,
  reasons: [{ code: "scan.too_large", count: 1, reason: "Trang quá lớn để đọc; hãy quét lại." }],
  items: [
    {
      id: 5,
      file: 2,
      name: "tep-00002.pdf",
      page: 1,
      code: "scan.too_large",
      reason: "Trang quá lớn để đọc; hãy quét lại.",
      stage: "open",
      since: "2026-11-22T10:00:00+07:00",
      picture: false,
    },
  ],
};

let jobs = 0;
let papers: ReturnType<typeof paper>[] = [];
let held = nothingHeld;

beforeEach(() => {
  [jobs, papers, held] = [0, [], nothingHeld];
  vi.stubGlobal("fetch", (address: string) => {
    const url = new URL(address, "http://host");
    const answer = () => {
      if (url.pathname.endsWith("/state")) {
        const count = held.reasons.reduce((sum, each) => sum + each.count, held.secrets);
        return { held: count, progress: { jobs_open: jobs, reviews_waiting: 0 } };
      }
      if (url.pathname.endsWith("/quarantine")) return held;
      const from = Number(url.searchParams.get("cursor") ?? 0);
      return { documents: papers.slice(from, from + 2), next: from + 2 < papers.length ? `${from + 2}` : null };
    };
    return Promise.resolve(new Response(JSON.stringify(answer())));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open = () => render(<Documents client={new Client(() => "vi")} scan={scan} />);
const kDone = "Xong: các bản sao đã ký và vào kho.";

test("all copies are signed, nothing is held, no job is open: done", async () => {
  papers = [paper("a", "delivered")];
  open();
  await screen.findByText(kDone);
});

test("papers behind the first page of the list are shown as well", async () => {
  papers = ["a", "b", "c", "d", "e"].map((id) => paper(id, "delivered"));
  open();
  await screen.findByText(kDone);
  expect(screen.getAllByText(/Bản sao [a-e]$/)).toHaveLength(5);
});

test("a page that could not be read is told with its reason, and not called nothing new", async () => {
  held = tornFile;
  open();
  await screen.findByText("Trang quá lớn để đọc; hãy quét lại.");
  screen.getByText("to-trinh.pdf, trang 2");
  expect(screen.queryByText(/Không có giấy tờ mới/)).toBeNull();
  expect(screen.queryByText(/scan\.too_large/)).toBeNull();
  expect(screen.getByRole("link", { name: "Xem trong mục Các lô" }).getAttribute("href")).toBe("/batches/b1");
});

test("the scan is delivered while the file beside it is held: not done", async () => {
  papers = [paper("a", "delivered")];
  held = tornFile;
  open();
  await screen.findByText("1 mục bị giữ lại, chưa vào kho");
  expect(screen.queryByText(kDone)).toBeNull();
});

test("the scan is delivered while the file beside it is still being read: not done", async () => {
  papers = [paper("a", "delivered")];
  jobs = 1;
  open();
  await screen.findByText(/Bản sao đã ký: 1\/1\. Đang đọc các trang…/);
  expect(screen.queryByText(kDone)).toBeNull();
});

test("of secrets it is told that they are held, and nothing else", async () => {
  held = { ...nothingHeld, secrets: 1 };
  open();
  await screen.findByText(/1 mục có dấu mật/);
  expect(screen.queryByText(/Không có giấy tờ mới/)).toBeNull();
});
