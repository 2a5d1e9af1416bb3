// What the log of accounts keeps of a change, in words. It is written as "roles=scan,read;unit=p01;
// sees=p01;disabled" or "not done: access.own_account" (pipeline/accounts.cc).
import type { AdminTexts } from "./texts";

export function changeWords(kept: string, texts: AdminTexts): string {
  const failed = /^not done: (.*)$/.exec(kept);
  if (failed) {
    const why = own(texts.journal.reasons, failed[1] ?? "");
    return why ? `${texts.journal.notDone}: ${why}` : texts.journal.notDone;
  }
  if (!kept.startsWith("roles=")) return kept;
  const parts = new Map<string, string>();
  for (const part of kept.split(";")) {
    const at = part.indexOf("=");
    parts.set(at < 0 ? part : part.slice(0, at), at < 0 ? "" : part.slice(at + 1));
  }
  const roles = (parts.get("roles") ?? "").split(",").filter(Boolean);
  const words = [
    roles.length > 0
      ? `${texts.journal.roles}: ${roles.map((role) => own(texts.roles, role) ?? role).join(", ")}`
      : texts.journal.noRoles,
    `${texts.journal.unit} ${parts.get("unit") ?? ""}`,
  ];
  const sees = parts.get("sees") ?? "";
  if (sees !== parts.get("unit")) words.push(seesWords(sees, texts));
  if (parts.has("disabled")) words.push(texts.journal.disabled);
  return words.join("; ");
}

export const seesWords = (sees: string, texts: AdminTexts): string =>
  sees === "*" ? texts.journal.seesAll : `${texts.journal.sees} ${sees}`;

const own = (words: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;

// Who did it, or to whom it was done.
export function whoWords(id: string, name: string | null, texts: AdminTexts): string {
  if (id === "machine") return texts.journal.machine;
  return name || id || texts.nobody;
}
