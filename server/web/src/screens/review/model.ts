// A document on the desk: what the server has, what was typed since, and what that comes to.
import type { Schemas } from "../../api/client";
import { storedBirth, storedDate, typedDate } from "../../ui/dates";
import type { Box } from "../../ui/page_sight";

export type Review = Schemas["Review"];
export type Field = Schemas["ReviewField"];
export type Word = Schemas["ReviewWord"];
export type Entry = Schemas["ReviewEntry"];

// Somebody else works on it.
export const isOthers = (claim: Entry["claim"]): boolean => claim !== null && !claim.mine;

// Typed and not yet with the server.
export interface Pending {
  kind?: string;
  fields: Record<string, string>;
  twice: Record<string, string>;
  accepted: string[];
  words: Record<string, Record<string, string>>;
  order: Piece[]; // oldest first
}

// One thing that is pending: of a field its name, of a word its page and place.
export interface Piece {
  of: "kind" | "fields" | "twice" | "accepted" | "words";
  name: string;
  place?: number;
}

export const nothingPending = (): Pending => ({ fields: {}, twice: {}, accepted: [], words: {}, order: [] });

function isThere(pending: Pending, piece: Piece): boolean {
  if (piece.of === "kind") return pending.kind !== undefined;
  if (piece.of === "accepted") return pending.accepted.includes(piece.name);
  if (piece.of === "words") return pending.words[piece.name]?.[piece.place ?? 0] !== undefined;
  return pending[piece.of][piece.name] !== undefined;
}

const isSame = (a: Piece, b: Piece): boolean => a.of === b.of && a.name === b.name && a.place === b.place;

export const withNewest = (pending: Pending, piece: Piece): Pending =>
  inOrder({ ...pending, order: [...pending.order.filter((each) => !isSame(each, piece)), piece] });

export const inOrder = (pending: Pending): Pending => ({
  ...pending,
  order: pending.order.filter((piece) => isThere(pending, piece)),
});

function lacking<T>(all: Record<string, T>, name: string): Record<string, T> {
  const { [name]: _, ...rest } = all;
  return rest;
}

// Without the piece, and without what says nothing once it is gone.
function withoutPiece({ kind, ...pending }: Pending, { of, name, place }: Piece): Pending {
  const rest: Pending = { ...pending, ...(kind === undefined || of === "kind" ? {} : { kind }) };
  if (of === "fields") rest.fields = lacking(rest.fields, name);
  if (of === "fields" || of === "twice") rest.twice = lacking(rest.twice, name);
  if (of === "accepted") rest.accepted = rest.accepted.filter((each) => each !== name);
  if (of === "words") {
    const words = lacking(rest.words[name] ?? {}, String(place));
    rest.words = lacking(rest.words, name);
    if (Object.keys(words).length > 0) rest.words[name] = words;
  }
  return inOrder(rest);
}

// null: nothing is pending.
export function withoutNewest(pending: Pending): Pending | null {
  const newest = pending.order[pending.order.length - 1];
  return newest ? withoutPiece(pending, newest) : null;
}

export function isEmpty(pending: Pending): boolean {
  return (
    pending.kind === undefined &&
    pending.accepted.length === 0 &&
    Object.keys(pending.fields).length === 0 &&
    Object.keys(pending.words).length === 0
  );
}

export function textOf(field: Field): string {
  if (field.value === null || field.value === undefined) return "";
  if (Array.isArray(field.value)) return field.value.join("\n");
  return field.date ? typedDate(field.value) : field.value;
}

export function shownText(field: Field, pending: Pending): string {
  return pending.fields[field.name] ?? textOf(field);
}

const dateOf = (field: Field, text: string): string | null =>
  field.name.startsWith("ngay_sinh") ? storedBirth(text) : storedDate(text);

// Typed, or read, where a day of the calendar belongs, and none.
export function isNoDate(field: Field, pending: Pending): boolean {
  const text = shownText(field, pending);
  return field.date && text.trim() !== "" && dateOf(field, text) === null;
}

// What the server would take of it.
export function fitting(review: Review, pending: Pending): Pending {
  const wrong = review.fields.filter((field) => field.name in pending.fields && isNoDate(field, pending));
  return wrong.reduce((rest, { name }) => withoutPiece(rest, { of: "fields", name }), pending);
}

const isTyped = (field: Field, pending: Pending): boolean =>
  field.name in pending.fields && pending.fields[field.name] !== textOf(field);

// Must be entered a second time: a number with a check that was typed or read below its threshold.
export function needsTwice(field: Field, pending: Pending): boolean {
  if (!field.id || shownText(field, pending).trim() === "") return false;
  if (isTyped(field, pending)) return true;
  return field.due_twice;
}

export const twiceAgrees = (field: Field, pending: Pending): boolean =>
  (pending.twice[field.name] ?? "").trim() === shownText(field, pending).trim();

export function isSettled(field: Field, pending: Pending): boolean {
  if (isNoDate(field, pending)) return false;
  if (needsTwice(field, pending)) return twiceAgrees(field, pending);
  if (field.accepted || pending.accepted.includes(field.name)) return true;
  return isTyped(field, pending);
}

// 0: nothing is known; 1: nobody need look. What is missing and need not be there is no doubt.
export function certainty(field: Field, pending: Pending): number {
  if (isSettled(field, pending)) return 1;
  if (needsTwice(field, pending) || isNoDate(field, pending)) return 0;
  if (field.value === null || field.value === undefined) return field.required ? 0 : 1;
  return field.confidence ?? 0;
}

// Fields in the order of a person's look: least certain first, as they stood when it was opened.
export function inOrderOfDoubt(fields: Field[]): Field[] {
  const none = nothingPending();
  return fields
    .map((field, at) => ({ field, at, sure: certainty(field, none) }))
    .sort((a, b) => a.sure - b.sure || a.at - b.at)
    .map((each) => each.field);
}

export function bodyOf(review: Review, pending: Pending): Record<string, unknown> {
  const fields: Record<string, string | string[]> = {};
  const twice: Record<string, string> = {};
  for (const field of review.fields) {
    const text = pending.fields[field.name];
    const typedTwice = pending.twice[field.name];
    const confirmed = typedTwice !== undefined && twiceAgrees(field, pending);
    if (text === undefined && !confirmed) continue;
    const full = text ?? textOf(field);
    fields[field.name] = field.list
      ? full.split("\n").map((line) => line.trim()).filter((line) => line !== "")
      : field.date
        ? (dateOf(field, full) ?? "")
        : full.trim();
    if (confirmed && field.id) twice[field.name] = (typedTwice ?? "").trim();
  }
  const accepted = pending.accepted.filter((name) => !(name in fields));
  return {
    ...(pending.kind === undefined ? {} : { kind: pending.kind }),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(Object.keys(twice).length > 0 ? { twice } : {}),
    ...(accepted.length > 0 ? { accepted } : {}),
    ...(Object.keys(pending.words).length > 0 ? { words: pending.words } : {}),
  };
}

export const dueTwice = (review: Review, pending: Pending): Field[] =>
  review.fields.filter((field) => needsTwice(field, pending) && !twiceAgrees(field, pending));

// Where a box of pixels stands on its page.
export function partOf(page: { width: number; height: number }, box: number[]): Box {
  const [left = 0, top = 0, width = 0, height = 0] = box;
  return {
    x: left / page.width,
    y: top / page.height,
    width: width / page.width,
    height: height / page.height,
  };
}

export interface DoubtfulWord {
  page: number;
  place: number;
  word: Word;
}

const kWordDoubt = 0.85;

export function doubtfulWords(review: Review, page: number): DoubtfulWord[] {
  const found = review.pages.find((each) => each.page === page);
  return (found?.words ?? [])
    .map((word, place) => ({ page, place, word }))
    .filter((each) => each.word.confidence < kWordDoubt || each.word.corrected !== undefined);
}
