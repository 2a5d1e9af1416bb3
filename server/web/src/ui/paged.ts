// A list that the server gives page by page: the first one when a screen opens, others when they are
// asked for.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../api/client";
import { useTexts } from "../texts/text";
import { said } from "./said";

const kNone: Record<string, string> = {};

export interface Paged<Row, Page> {
  rows: readonly Row[] | null; // null: none came yet
  page: Page | null; // the one that came last, with what it tells beside its rows
  failure: string; // in a sentence; empty: none
  more: (() => void) | undefined; // undefined: these are all
  again: () => Promise<void>; // as many as are shown, as they are now
}

// `path` has a query already. `rowsOf`, `keyOf` and `headers` stay the same. A row that came before, because others
// went meanwhile, is not shown twice.
export function usePaged<Row, Page extends { next: string | null }>(
  client: Client,
  path: string,
  rowsOf: (page: Page) => readonly Row[],
  keyOf: (row: Row) => string | number,
  headers: Record<string, string> = kNone,
): Paged<Row, Page> {
  const texts = useTexts();
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [page, setPage] = useState<Page | null>(null);
  const [failure, setFailure] = useState("");
  const held = useRef<{ path: string; rows: readonly Row[] }>({ path, rows: [] });
  const asking = useRef<AbortController | null>(null);
  const wanted = useRef(0); // rows that somebody who reads on waits for

  // Goes on from `start` until so many rows are there.
  const fetch = useCallback(
    async (start: readonly Row[], from: string | null, atLeast: number) => {
      asking.current?.abort();
      const gone = new AbortController();
      asking.current = gone;
      try {
        let [all, cursor]: [readonly Row[], string | null] = [start, from];
        let last: Page;
        do {
          const address = cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`;
          last = await client.json<Page>(address, { headers, signal: gone.signal });
          if (gone.signal.aborted) return;
          const known = new Set(all.map(keyOf));
          all = [...all, ...rowsOf(last).filter((row) => !known.has(keyOf(row)))];
          cursor = last.next;
        } while (cursor !== null && all.length < Math.max(atLeast, wanted.current));
        held.current = { path, rows: all };
        wanted.current = 0;
        setRows(all);
        setPage(last);
        setFailure("");
      } catch (error) {
        if (!gone.signal.aborted) setFailure(said(error, texts));
      } finally {
        if (asking.current === gone) asking.current = null;
      }
    },
    [client, path, texts, headers],
  );

  const again = useCallback(async () => {
    const shown = held.current.path === path ? held.current.rows.length : 0;
    await fetch([], null, Math.max(shown, wanted.current));
  }, [fetch, path]);

  useEffect(() => {
    if (held.current.path !== path) {
      setPage(null); // its cursor is of another question
      wanted.current = 0;
    }
    void again();
    return () => asking.current?.abort();
  }, [again]);

  const next = page?.next ?? null;
  const more = useCallback(() => {
    if (next === null) return;
    wanted.current = held.current.rows.length + 1;
    // What is on its way goes on until these rows are there too.
    if (asking.current === null) void fetch(held.current.rows, next, wanted.current);
  }, [fetch, next]);
  return { rows, page, failure, more: next === null ? undefined : more, again };
}
