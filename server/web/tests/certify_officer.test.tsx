import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { isUnsaved } from "../src/app/unsaved";
import { Officer } from "../src/screens/certify/officer";

const request = {
  certification: 7,
  copy: "c7",
  title: "Giấy khai sinh",
  case_file: "HS-7",
  requester: "quay",
  requested: "2026-11-22T10:00:00+07:00",
  pages: 1,
  state: "waiting",
  held: false,
  failure: null,
  checks: [],
};
const item = {
  ...request,
  batch: "b1",
  file: 0,
  page_numbers: [0],
  wanted_checks: ["original_presented", "complete"],
  fields: {},
  preview: { number: 1, book: "01", kept: false },
};

beforeEach(() => {
  vi.stubGlobal("fetch", (path: string) => {
    const answer = path.includes("/certification-runs/")
      ? { run: null }
      : path.includes("?")
        ? { certifications: [request] }
        : item;
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function compare(): Promise<void> {
  fireEvent.click(await screen.findByRole("button", { name: "Giấy khai sinh" }));
  await screen.findByText("Đã xem đủ 1 trang.");
}

async function tickAll(): Promise<void> {
  await compare();
  for (const key of ["1", "2", "Enter"]) {
    fireEvent.keyDown(screen.getByRole("heading", { name: /Đối chiếu với bản chính/ }), { key });
    await Promise.resolve();
  }
  await screen.findByText("1 bản đã đối chiếu, sẵn sàng ký.");
}

test("a copy that was ticked is taken out again, and nothing is left to sign", async () => {
  render(<Officer client={new Client(() => "vi")} onDecided={() => undefined} />);
  await tickAll();
  expect(isUnsaved()).toBe(true);
  fireEvent.click(screen.getByRole("button", { name: /^Bỏ khỏi lượt ký/ }));
  await screen.findByText("Chưa có bản nào được đối chiếu.");
  expect(isUnsaved()).toBe(false);
});

test("who takes a tick away and goes back does not sign the copy", async () => {
  render(<Officer client={new Client(() => "vi")} onDecided={() => undefined} />);
  await tickAll();
  await compare();
  fireEvent.click(screen.getByLabelText(/Đủ trang/));
  await Promise.resolve();
  fireEvent.click(screen.getByRole("button", { name: "Về hàng chờ" }));
  await screen.findByText("Chưa có bản nào được đối chiếu.");
});

test("a picture that failed is asked for again", async () => {
  vi.spyOn(HTMLImageElement.prototype, "src", "set").mockImplementationOnce(function (
    this: HTMLImageElement,
  ) {
    queueMicrotask(() => this.onerror?.call(this, "error"));
  });
  render(<Officer client={new Client(() => "vi")} onDecided={() => undefined} />);
  fireEvent.click(await screen.findByRole("button", { name: "Giấy khai sinh" }));
  await screen.findByText(/Không hiện được ảnh/);
  fireEvent.click(screen.getByRole("button", { name: "Thử lại" }));
  await screen.findByText("Đã xem đủ 1 trang.");
  expect(screen.queryByText(/Không hiện được ảnh/)).toBeNull();
});

test("a page that nobody turned to is not seen, and the copy not compared", async () => {
  item.page_numbers = [0, 2];
  try {
    render(<Officer client={new Client(() => "vi")} onDecided={() => undefined} />);
    fireEvent.click(await screen.findByRole("button", { name: "Giấy khai sinh" }));
    await screen.findByText(/Đã xem 1\/2 trang/);
    const heading = screen.getByRole("heading", { name: /Đối chiếu với bản chính/ });
    for (const key of ["1", "2"]) fireEvent.keyDown(heading, { key });
    const done = screen.getByRole("button", { name: /Đã đối chiếu/ }) as HTMLButtonElement;
    expect(done.disabled).toBe(true);
    fireEvent.keyDown(heading, { key: "PageDown" });
    await screen.findByText("Đã xem đủ 2 trang.");
    expect(done.disabled).toBe(false);
  } finally {
    item.page_numbers = [0];
  }
});

test("single keys tick nothing and refuse nothing once they are turned off in the sheet of keys", async () => {
  localStorage.clear();
  render(<Officer client={new Client(() => "vi")} onDecided={() => undefined} />);
  await compare();
  const heading = screen.getByRole("heading", { name: /Đối chiếu với bản chính/ });
  fireEvent.keyDown(heading, { key: "F1" });
  const letters = (await screen.findByRole("switch")) as HTMLInputElement;
  fireEvent.keyDown(letters, { key: "1" }); // the sheet lies over the points
  fireEvent.click(letters);
  fireEvent.click(screen.getByRole("button", { name: "Đóng" }));
  for (const key of ["1", "2", "t"]) fireEvent.keyDown(heading, { key });
  await Promise.resolve();
  for (const point of screen.getAllByRole("checkbox")) expect((point as HTMLInputElement).checked).toBe(false);
  expect(screen.queryByLabelText(/Lý do/)).toBeNull();
  fireEvent.keyDown(heading, { key: "Escape" });
  await screen.findByText("Chưa có bản nào được đối chiếu.");
  localStorage.clear();
});
