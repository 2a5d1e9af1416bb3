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

// Tells the words that a search for `words` finds; the last one may go on. Null: nothing is sought.
function finder(words: string): ((word: string) => boolean) | null {
  const wanted = (words.match(kWord) ?? []).map(folded);
  const last = wanted.at(-1);
  if (last === undefined) return null;
  const open = !/["\s]$/.test(words);
  return (word) => {
    const plain = folded(word);
    return wanted.includes(plain) || (open && plain.startsWith(last));
  };
}

// Those of `all` whose text holds a word that a search for `words` finds, at most so many.
export function having<Part>(
  all: Iterable<Part>,
  textOf: (part: Part) => string,
  words: string,
  most = 500,
): Part[] {
  const fits = finder(words);
  const found: Part[] = [];
  if (!fits) return found;
  for (const part of all) {
    if (found.length === most) break;
    if ((textOf(part).match(kWord) ?? []).some(fits)) found.push(part);
  }
  return found;
}

// `text` in pieces, of which those are hits that a search for `words` finds. After `most` hits the rest
// is one piece.
export function marked(text: string, words: string, most = 500): Piece[] {
  const fits = finder(words);
  if (!fits) return [{ text, hit: false }];
  const pieces: Piece[] = [];
  let from = 0;
  let hits = 0;
  for (const found of text.matchAll(kWord)) {
    if (hits === most) break;
    if (!fits(found[0])) continue;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), hit: false });
    pieces.push({ text: found[0], hit: true });
    from = found.index + found[0].length;
    ++hits;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}
