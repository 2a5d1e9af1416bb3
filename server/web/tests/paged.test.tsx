import { cleanup, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { usePaged, type Paged } from "../src/ui/paged";

interface Page {
  rows: string[];
  next: string | null;
}

const rowsOf = (page: Page) => page.rows;
const keyOf = (row: string) => row;

// What waits at the server, two of them an answer; a cursor is the number of those before.
let waiting: string[] = [];
let asked: string[] = [];

beforeEach(() => {
  waiting = ["a", "b", "c", "d", "e"];
  asked = [];
  vi.stubGlobal("fetch", (path: string, { headers }: { headers: Headers }) => {
    asked.push(path);
    expect(new Headers(headers).get("Sohoa-Purpose")).toBe("ho-tich");
    const from = Number(new URL(path, "http://host").searchParams.get("cursor") ?? 0);
    const next = from + 2 < waiting.length ? String(from + 2) : null;
    return Promise.resolve(new Response(JSON.stringify({ rows: waiting.slice(from, from + 2), next })));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

let list: Paged<string, Page>;
const client = new Client(() => "vi");

const kWhy = { "Sohoa-Purpose": "ho-tich" };

function List({ path }: { path: string }) {
  list = usePaged<string, Page>(client, path, rowsOf, keyOf, kWhy);
  return <p data-testid="rows">{list.failure || list.rows?.join("")}</p>;
}

const shows = (text: string) => waitFor(() => expect(screen.getByTestId("rows").textContent).toBe(text));

test("each page is asked for once, and there is no more behind the last", async () => {
  render(<List path="/x?limit=2" />);
  await shows("ab");
  list.more?.();
  list.more?.();
  await shows("abcd");
  list.more?.();
  await shows("abcde");
  expect(list.more).toBeUndefined();
  expect(asked).toEqual(["/x?limit=2", "/x?limit=2&cursor=2", "/x?limit=2&cursor=4"]);
});

test("what moved to the next page meanwhile is not shown twice", async () => {
  render(<List path="/x?limit=2" />);
  await shows("ab");
  waiting.unshift("new");
  list.more?.();
  await shows("abc"); // b came again, with c
});

test("asked again, as many are shown as before, as they are now", async () => {
  render(<List path="/x?limit=2" />);
  await shows("ab");
  list.more?.();
  await shows("abcd");
  waiting = ["A", "b", "C", "d"];
  list.again();
  await shows("AbCd");
});

test("another question starts at its first page", async () => {
  const { rerender } = render(<List path="/x?limit=2" />);
  await shows("ab");
  list.more?.();
  await shows("abcd");
  rerender(<List path="/y?limit=2" />);
  await shows("ab");
  expect(asked.at(-1)).toBe("/y?limit=2");
});

test("no cursor of one question is shown with another that fails", async () => {
  const { rerender } = render(<List path="/x?limit=2" />);
  await shows("ab");
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify({ title: "Quá tải" }), { status: 503 })),
  );
  rerender(<List path="/y?limit=2" />);
  await shows("Quá tải");
  expect(list.more).toBeUndefined();
});

test("a page that fails leaves the others, and can be asked for again", async () => {
  render(<List path="/x?limit=2" />);
  await shows("ab");
  const good = fetch;
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify({ title: "Quá tải" }), { status: 503 })),
  );
  list.more?.();
  await shows("Quá tải");
  expect(list.rows).toEqual(["a", "b"]);
  vi.stubGlobal("fetch", good);
  list.more?.();
  await shows("abcd");
});

test("asked again while more is on its way, both come", async () => {
  render(<List path="/x?limit=2" />);
  await shows("ab");
  list.more?.();
  void list.again();
  await shows("abcd");
});

test("more while it is asked again: both come", async () => {
  render(<List path="/x?limit=2" />);
  await shows("ab");
  void list.again();
  list.more?.();
  await shows("abcd");
});
