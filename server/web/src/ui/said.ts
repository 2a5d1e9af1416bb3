import { ApiError } from "../api/client";
import type { Texts } from "../texts/vi";

// A failure in a sentence for the person at the screen.
export function said(error: unknown, texts: Texts): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.unreached) return texts.lineCut;
  return error.message;
}
