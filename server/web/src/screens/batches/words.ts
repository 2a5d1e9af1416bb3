import type { Schemas } from "../../api/client";
import { dateTime, type Language } from "../../texts/text";
import type { BatchTexts } from "./texts";

export type Listed = Schemas["ListedBatch"];

export function number(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
}

function span(seconds: number, own: BatchTexts): string {
  if (seconds < 60) return own.seconds(seconds);
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? own.minutes(minutes) : own.hours(Math.floor(minutes / 60), minutes % 60);
}

export function paceWords(batch: Listed, own: BatchTexts, language: Language): string {
  const parts: string[] = [];
  if (batch.pages_per_minute !== null) parts.push(own.perMinute(number(batch.pages_per_minute, language)));
  if (batch.seconds_left !== null) parts.push(own.left(span(batch.seconds_left, own)));
  return parts.join(", ");
}

// Why nothing moves.
export function stuckWords(batch: Listed, own: BatchTexts, language: Language): string {
  if (batch.state !== "waiting") return "";
  const code = batch.waits_for ?? "";
  const why = own.waitCodes[code] ?? own.waitOther(code);
  return `${own.waitsFor(dateTime(batch.next_attempt, language))} ${why}`;
}

export const isMoving = (batch: Listed): boolean =>
  batch.state === "working" || batch.state === "waiting" || batch.state === "review";

const kSoon = 2000;
const kReview = 5000;

// Milliseconds until one looks again: a person's work takes longer than a machine's.
export function paceOf(batches: readonly Listed[]): number {
  const moving = batches.filter(isMoving);
  return moving.length > 0 && moving.every((batch) => batch.progress.reviews_waiting > 0) ? kReview : kSoon;
}
