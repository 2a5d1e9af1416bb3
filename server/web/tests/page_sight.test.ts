import { expect, test } from "vitest";
import { around, kWhole, moved, scaled, shownAs } from "../src/ui/page_sight";
import { widthFor } from "../src/ui/page_picture";

const kRoom = { width: 600, height: 800 };
const kA4 = 210 / 297;

test("a page is as large as the frame allows and keeps its shape", () => {
  expect(shownAs(kRoom, kA4).width).toBeCloseTo(800 * kA4);
  expect(shownAs(kRoom, kA4).height).toBeCloseTo(800);
  expect(shownAs(kRoom, 2)).toEqual({ width: 600, height: 300 });
  expect(shownAs({ width: 0, height: 0 }, kA4)).toEqual({ width: 0, height: 0 });
  expect(shownAs(kRoom, 0)).toEqual({ width: 0, height: 0 });
});

test("a box comes to the middle and is made large, but not beyond what was scanned", () => {
  const word = around({ x: 0.4, y: 0.2, width: 0.1, height: 0.02 }, kRoom, kA4);
  expect(word.x).toBeCloseTo(0.45);
  expect(word.y).toBeCloseTo(0.21);
  expect(word.zoom).toBe(3);
  const wide = around({ x: 0, y: 0, width: 1, height: 0.5 }, kRoom, kA4);
  expect(wide.zoom).toBe(1);
  expect(around({ x: 0.5, y: 0.5, width: 0, height: 0 }, kRoom, kA4).zoom).toBe(3);
});

test("the page is never lost from sight", () => {
  expect(scaled(kWhole, 0.01)).toEqual(kWhole);
  expect(scaled(kWhole, 1000).zoom).toBe(8);
  expect(moved(kWhole, 5, -5)).toEqual({ x: 1, y: 0, zoom: 1 });
});

test("few widths are asked for, none of them without end", () => {
  expect(widthFor(10)).toBe(800);
  expect(widthFor(801)).toBe(1240);
  expect(widthFor(100_000)).toBe(2400);
});
