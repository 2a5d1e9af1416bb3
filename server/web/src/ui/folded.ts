// Words as they are looked for: without tone marks and without the difference of capitals.
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase();
}

export interface Piece {
  text: string;
  hit: boolean;
}

const kWord = /[\p{L}\p{M}\p{N}]+/gu;

// `text` in pieces, of which those are hits that a search for `words` finds; the last word may go on.
// After `most` hits the rest is one piece.
export function marked(text: string, words: string, most = 500): Piece[] {
  const wanted = (words.match(kWord) ?? []).map(folded);
  const last = wanted.at(-1);
  if (last === undefined) return [{ text, hit: false }];
  const open = !/["\s]$/.test(words);
  const fits = (word: string) => wanted.includes(word) || (open && word.startsWith(last));
  const pieces: Piece[] = [];
  let from = 0;
  let hits = 0;
  for (const found of text.matchAll(kWord)) {
    if (hits === most) break;
    if (!fits(folded(found[0]))) continue;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), hit: false });
    pieces.push({ text: found[0], hit: true });
    from = found.index + found[0].length;
    ++hits;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}
