import { expect, test } from "vitest";
import { readAlto, type ReadPages } from "../src/ui/alto";
import { having } from "../src/ui/folded";
import { belowBand } from "../src/ui/page_sight";

const alto = (...pages: string[]) => `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>
${pages.map((words, at) => `<Page ID="page_${at + 1}" PHYSICAL_IMG_NR="${at + 1}" WIDTH="1000" HEIGHT="2000">
<PrintSpace HPOS="0" VPOS="0" WIDTH="1000" HEIGHT="2000"><TextLine ID="l" HPOS="1" VPOS="1" WIDTH="9" HEIGHT="9">
${words}</TextLine></PrintSpace></Page>`).join("\n")}
</Layout></alto>`;

const word = (text: string, x = 100, y = 200) =>
  `<String ID="w" HPOS="${x}" VPOS="${y}" WIDTH="50" HEIGHT="20" WC="0.93" CONTENT="${text}"/>\n<SP HPOS="1" VPOS="1" WIDTH="1"/>`;

const found = (read: ReadPages, words: string) =>
  having(read.words, ({ text }) => text, words).map(({ page, text }) => `${page} ${text}`);

test("words stand where they were read, in parts of their page", () => {
  const read = readAlto(alto(word("Giấy"), word("sinh", 500, 1000)));
  expect(read.aspects).toEqual([0.5, 0.5]);
  expect(read.words).toEqual([
    { page: 0, text: "Giấy", box: { x: 0.1, y: 0.1, width: 0.05, height: 0.01 } },
    { page: 1, text: "sinh", box: { x: 0.5, y: 0.5, width: 0.05, height: 0.01 } },
  ]);
});

test("words are found as the search finds them: without marks, capitals, and what stands around", () => {
  const read = readAlto(alto(word("GIẤY") + word("khai") + word("SINH,"), word("Đăng") + word("(sinh)")));
  expect(found(read, "sinh ")).toEqual(["0 SINH,", "1 (sinh)"]);
  expect(found(read, "giấy dang ")).toEqual(["0 GIẤY", "1 Đăng"]);
  expect(found(read, "kh")).toEqual(["0 khai"]);
  expect(found(read, " ")).toEqual([]);
  expect(having(read.words, ({ text }) => text, "sinh", 1)).toHaveLength(1);
});

test("what was read stays text, whatever is in it", () => {
  const read = readAlto(alto(word("&lt;b a=&quot;x&quot;&gt;&amp;amp;") + word("a>b") + word("&#7844;&#x1EA4;&nix;&#0;")));
  expect(read.words.map(({ text }) => text)).toEqual(['<b a="x">&amp;', "a>b", "ẤẤ&nix;&#0;"]);
});

test("a broken or empty document has no words", () => {
  for (const xml of ["", "<alto>", "<Page WIDTH=", '<Page WIDTH="0" HEIGHT="x">' + word("a"), word("a")]) {
    expect(readAlto(xml).words).toEqual([]);
  }
});

test("below the band of the signatures a box stands as much lower", () => {
  const box = { x: 0.1, y: 0.5, width: 0.2, height: 0.1 };
  expect(belowBand(box, 0.7, 0.7)).toEqual(box);
  const lower = belowBand(box, 0.7, 0.63); // a tenth of the page is band
  expect(lower.y).toBeCloseTo(0.55);
  expect(lower.height).toBeCloseTo(0.09);
  expect(lower.x).toBe(0.1);
  expect(belowBand(box, 0.7, 0.72)).toEqual(box); // rounded pixels are no band
});
