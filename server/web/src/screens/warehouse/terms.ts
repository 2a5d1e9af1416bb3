// What is looked for. The words of a person's search never stand in an address.
import type { Schemas } from "../../api/client";

export type Copy = Schemas["Copy"];

export interface Terms {
  q: string;
  subject: string;
  number: string;
  issued_from: string;
  issued_until: string;
  kind: string;
  unit: string;
  product: string;
}

export const kNoTerms: Terms = {
  q: "",
  subject: "",
  number: "",
  issued_from: "",
  issued_until: "",
  kind: "",
  unit: "",
  product: "",
};

// Only what was filled in.
export function bodyOf(terms: Terms): Record<string, string> {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value.trim() !== ""));
}

export function titleOf(copy: Copy): string {
  return copy.title || copy.kind || copy.id;
}

export function fieldOf(copy: Copy, name: string): string {
  const value = copy.fields[name];
  return Array.isArray(value) ? value.join("; ") : (value ?? "");
}
