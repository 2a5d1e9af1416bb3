// Rows that have all words of a filter, sought piece by piece so that the screen never stands still.
import { useEffect, useState } from "preact/hooks";
import { folded } from "./folded";

const kSlice = 12; // milliseconds of work before the screen gets its turn

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

// Gives up, with nothing, when `gone` says so.
export async function filter<Row extends object>(
  rows: readonly Row[],
  words: string,
  textOf: (row: Row) => string,
  known: WeakMap<Row, string>,
  gone: AbortSignal,
): Promise<Row[] | null> {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const found: Row[] = [];
  let began = performance.now();
  for (const row of rows) {
    let text = known.get(row);
    if (text === undefined) known.set(row, (text = folded(textOf(row))));
    if (wanted.every((word) => text.includes(word))) found.push(row);
    if (performance.now() - began < kSlice) continue;
    await pause();
    if (gone.aborted) return null;
    began = performance.now();
  }
  return gone.aborted ? null : found;
}

// All rows while there are no words; those of the words before while a search runs. Keep `textOf` the
// same.
export function useFiltered<Row extends object>(
  rows: readonly Row[],
  words: string,
  textOf: (row: Row) => string,
): readonly Row[] {
  const [known] = useState(() => new WeakMap<Row, string>());
  const [found, setFound] = useState<readonly Row[] | null>(null);
  const all = words.trim() === "";
  useEffect(() => {
    if (all) {
      setFound(null);
      return;
    }
    const gone = new AbortController();
    void filter(rows, words, textOf, known, gone.signal).then((fit) => {
      if (fit && !gone.signal.aborted) setFound(fit);
    });
    return () => gone.abort();
  }, [rows, words]);
  return all ? rows : (found ?? rows);
}
