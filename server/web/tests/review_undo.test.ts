// What is taken back, and what never is: the desk before a server that counts revisions.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { Desk } from "../src/screens/review/desk";
import type { Field } from "../src/screens/review/model";

let revision = 1;
let values: Record<string, string> = {};
let kind = "a";
let cut = false;
let asked: { method: string; path: string; match: string; body: Record<string, unknown> }[] = [];
let hold: Promise<void> = Promise.resolve(); // until it ends, nothing that was stored is answered
let desk: Desk;

const field = (name: string) => ({
  name, value: values[name] ?? null, date: name === "ngay", id: false, list: false, required: false, threshold: 0,
  due_twice: false,
});
const review = () => ({
  document: "d1", batch: "b1", file: 0, revision, kind, claim: null, steps: [], next_in_file: "d2", whole: false,
  kinds: [{ id: "a", title: "A" }, { id: "b", title: "B" }],
  fields: (kind === "a" ? ["ten", "ngay"] : ["ten"]).map(field),
  pages: [{ page: 0, width: 10, height: 10, words: [] }, { page: 1, width: 10, height: 10, words: [] }],
});

beforeEach(async () => {
  [revision, values, kind, cut, asked, hold] = [1, { ten: "An" }, "a", false, [], Promise.resolve()];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (cut) throw new TypeError("cut");
    const method = init.method ?? "GET";
    const match = new Headers(init.headers).get("if-match") ?? "";
    const body = init.body ? (JSON.parse(init.body as string) as Record<string, unknown>) : {};
    asked.push({ method, path: path.replace("/api/v1/reviews/d1", ""), match, body });
    if (method === "GET") return new Response(JSON.stringify(review()));
    if (match !== `"${revision}"`) return new Response("{}", { status: 412 });
    await hold;
    revision += 1;
    if (typeof body["kind"] === "string") kind = body["kind"];
    Object.assign(values, body["fields"]);
    return new Response(JSON.stringify(review()));
  });
  desk = new Desk(new Client(() => "vi"), "d1");
  await desk.load();
  asked = [];
});

afterEach(() => {
  desk.close();
  vi.unstubAllGlobals();
});

const of = (name: string): Field => desk.review?.fields.find((each) => each.name === name) as Field;
const type = (name: string, text: string) => desk.type(of(name), text);
const changes = () => asked.filter((call) => call.method !== "GET");

test("while the line is cut, undo takes back the newest correction alone", async () => {
  cut = true;
  type("ten", "Bình");
  await desk.save();
  type("ngay", "5/3/2025");
  desk.correctWord(0, 3, "chữ");
  desk.correctWord(0, 4, "khác");
  await desk.undo();
  expect(desk.pending.words).toEqual({ 0: { 3: "chữ" } });
  await desk.undo();
  await desk.undo();
  expect(desk.pending.fields).toEqual({ ten: "Bình" });
  cut = false;
  expect(await desk.save()).toBe(true);
  expect(changes().map((call) => call.body)).toEqual([{ fields: { ten: "Bình" } }]);
});

test("what was typed once more is the newest", async () => {
  cut = true;
  type("ten", "Bình");
  type("ngay", "5/3/2025");
  type("ten", "Chi");
  await desk.undo();
  expect(desk.pending.fields).toEqual({ ngay: "5/3/2025" });
});

test("in a conflict undo takes back the newest correction alone, and asks the server for nothing", async () => {
  revision = 2; // somebody else
  type("ten", "Bình");
  await desk.save();
  expect(desk.conflict).not.toBe(null);
  type("ngay", "5/3/2025");
  await desk.undo();
  expect(desk.pending.fields).toEqual({ ten: "Bình" });
  await desk.undo();
  await desk.undo();
  expect(changes()).toHaveLength(1);
});

test("own steps are undone one after the other", async () => {
  for (const name of ["Bình", "Chi"]) {
    type("ten", name);
    await desk.save();
  }
  await desk.undo();
  await desk.undo();
  await desk.undo();
  expect(changes().slice(2).map((call) => call.body)).toEqual([{ back_to: 2 }, { back_to: 1 }]);
});

test("an undo that did not arrive is not lost", async () => {
  type("ten", "Bình");
  await desk.save();
  cut = true;
  await desk.undo();
  expect(desk.cut).toBe(true);
  cut = false;
  await desk.undo();
  expect(changes().pop()?.body).toEqual({ back_to: 1 });
  expect(desk.cut).toBe(false);
});

test("that the line is back is learnt without anything to send", async () => {
  type("ten", "Bình");
  await desk.save();
  cut = true;
  await desk.undo();
  cut = false;
  expect(await desk.save()).toBe(true);
  expect(desk.cut).toBe(false);
});

test("nothing is undone past what somebody else wrote", async () => {
  type("ten", "Bình");
  await desk.save();
  [revision, values] = [3, { ten: "của người khác" }];
  type("ten", "Chi");
  await desk.save();
  await desk.goOn(false);
  await desk.undo();
  expect(changes().some((call) => "back_to" in call.body)).toBe(false);
  type("ten", "Dung");
  await desk.save();
  await desk.undo();
  await desk.undo();
  expect(changes().filter((call) => "back_to" in call.body).map((call) => call.body)).toEqual([{ back_to: 3 }]);
});

test("steps wait for one another, so that each names the revision before it", async () => {
  type("ten", "Bình");
  await desk.save();
  let answer: () => void = () => undefined;
  hold = new Promise((resolve) => (answer = resolve));
  const all = [desk.undo(), desk.merge(), desk.split(1), desk.approve()];
  answer();
  await Promise.all(all);
  expect(changes().map((call) => `${call.path} ${call.match}`)).toEqual([
    ' "1"', ' "2"', '/merge "3"', '/split "4"', '/approve "5"',
  ]);
});

test("what was typed is stored before its kind changes, and nobody approves fields that were not shown", async () => {
  cut = true;
  type("ngay", "5/3/2025");
  desk.setKind("b");
  await desk.save();
  cut = false;
  expect(await desk.approve()).toBe(false);
  expect(changes().map((call) => call.body)).toEqual([{ fields: { ngay: "2025-03-05" } }, { kind: "b" }]);
  expect(await desk.approve()).toBe(true);
});

test("what is no date stays here and keeps the document from being approved", async () => {
  for (const wrong of ["5/3/25", "31/4/2025", "năm 2025"]) {
    type("ngay", wrong);
    type("ten", wrong);
    expect(await desk.approve()).toBe(false);
    expect(desk.pending.fields).toEqual({ ngay: wrong });
    expect(changes().pop()?.body).toEqual({ fields: { ten: wrong } });
  }
  type("ngay", "");
  expect(await desk.approve()).toBe(true);
});
