import { expect, test } from "vitest";
import { filter } from "../src/ui/filtered";
import { folded, marked } from "../src/ui/folded";

const hits = (text: string, words: string) =>
  marked(text, words)
    .filter((piece) => piece.hit)
    .map((piece) => piece.text);

test("words are found without their marks and shown with them", () => {
  expect(folded("Đăng ký KHAI SINH")).toBe("dang ky khai sinh");
  expect(hits("Giấy khai sinh, số 12; KHAI", "khai")).toEqual(["khai", "KHAI"]);
  expect(hits("Phường Bến Nghé", "ben ngh")).toEqual(["Bến", "Nghé"]);
  expect(hits("Phường Bến Nghé", "be nghe ")).toEqual(["Nghé"]);
});

test("the pieces together are the text, whatever is in it", () => {
  const text = '<b>khai</b> & "sinh"\n\u0110\u1ED9';
  for (const words of ["khai", "", "((", "b", "độ"]) {
    expect(marked(text, words).map((piece) => piece.text).join("")).toBe(text);
  }
});

test("a page of one word a thousand times over stays light", () => {
  expect(marked("a ".repeat(10_000), "a").length).toBeLessThan(1010);
});

test("a filter finds all rows that have its words, and nothing once nobody waits", async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => ({ title: `Giấy ${i}` }));
  const gone = new AbortController();
  const found = await filter(rows, "giay 2999", (row) => row.title, new WeakMap(), gone.signal);
  expect(found?.length).toBe(13);
  gone.abort();
  expect(await filter(rows, "x", (row) => row.title, new WeakMap(), gone.signal)).toBeNull();
});
