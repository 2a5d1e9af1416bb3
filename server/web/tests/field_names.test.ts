// @vitest-environment node
import { expect, test } from "vitest";
import { kFieldNames } from "../src/texts/field_names";

interface Files {
  readdirSync(folder: URL): string[];
  readFileSync(file: URL, encoding: "utf8"): string;
}

// The program's types know a browser only.
const kModule = "node:fs";
const files = (await import(/* @vite-ignore */ kModule)) as Files;
const kHere: string = import.meta.url;
const kFolder = new URL("../../../config/profiles/", kHere);
const names = files.readdirSync(kFolder).filter((name) => name.endsWith(".toml"));

// "ho_ten" of [fields.ho_ten], of [sets.application.ho_ten] and of ho_ten = { rule = … }
function fieldsOf(profile: string): string[] {
  const found = profile.matchAll(/^(?:\[(?:fields|sets\.\w+)\.(\w+)\]|(\w+) = \{ rule)/gm);
  return [...found].map(([, table, line]) => table ?? line ?? "");
}

const fields = [
  ...new Set(names.flatMap((name) => fieldsOf(files.readFileSync(new URL(name, kFolder), "utf8")))),
].sort();

test("the profiles are there and have fields", () => {
  expect(names.length).toBeGreaterThan(10);
  expect(fields).toContain("ho_ten");
  expect(fields).toContain("ma_so_thue");
});

test.each(fields)("%s has words in both languages", (field) => {
  expect(kFieldNames[field]?.vi).toBeTruthy();
  expect(kFieldNames[field]?.en).toBeTruthy();
});
