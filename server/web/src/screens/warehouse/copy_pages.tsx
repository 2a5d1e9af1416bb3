// The pages of a copy as pictures, and beside them what was read; the words of the search are marked on
// both, and one is gone to after the other.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useOwnTexts, useTexts } from "../../texts/text";
import { readAlto, type ReadPages } from "../../ui/alto";
import { Alert, TextField } from "../../ui/field";
import { having, marked } from "../../ui/folded";
import { PageView, type PageBox } from "../../ui/page_view";
import { said } from "../../ui/said";
import type { CopyCalls } from "./copy_calls";
import { titleOf, type Copy } from "./terms";
import { warehouseTexts } from "./texts";

export function CopyPages({ calls, copy, words: first }: { calls: CopyCalls; copy: Copy; words: string }) {
  const own = useOwnTexts(warehouseTexts);
  const [words, setWords] = useState(first);
  const [page, setPage] = useState(0);
  const [current, setCurrent] = useState(-1); // of the hits; -1: none was gone to
  const read = useRead(calls, words.trim() !== "");
  const hits = useMemo(
    () => (read ? having(read.words, ({ text }) => text, words) : []),
    [read, words],
  );
  const load = useCallback(
    (wanted: number, width: number, signal: AbortSignal) => calls.picture(wanted, width, signal),
    [calls],
  );

  // From the one that was gone to, else from the page that is looked at; around the ends.
  const step = (by: 1 | -1) => {
    if (hits.length === 0) return;
    const behind = hits.findIndex((hit) => hit.page >= page + (by > 0 ? 0 : 1));
    const from = by > 0 ? (behind < 0 ? 0 : behind) : (behind < 0 ? hits.length : behind) - 1;
    const to = ((current < 0 ? from : current + by) + hits.length) % hits.length;
    setCurrent(to);
    setPage(hits[to]?.page ?? page);
  };
  useHitKeys(step);

  const now = hits[current];
  const boxes: PageBox[] = hits
    .filter((hit) => hit.page === page)
    .map((hit) => ({ ...hit.box, tone: hit === now ? "now" : "hit" }));
  return (
    <div class="copy-pages">
      <PageView
        line={calls.line}
        label={`${own.pictureOf} ${titleOf(copy)}`}
        pages={copy.pages}
        page={page}
        onPage={(to) => {
          setPage(to);
          setCurrent(-1);
        }}
        load={load}
        boxes={boxes}
        bandOver={read?.aspects[page]}
        focus={now && now.page === page ? now.box : null}
      />
      <section class="copy-text" aria-label={own.text}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            step(1);
          }}
        >
          <TextField
            label={own.wordsInText}
            value={words}
            onText={(text) => {
              setWords(text);
              setCurrent(-1);
            }}
            autocomplete="off"
          />
          {words.trim() !== "" && read === null && <p class="hint">{own.notOnPicture}</p>}
          {hits.length > 0 && (
            <p class="hit-steps">
              <button type="button" class="quiet" onClick={() => step(-1)}>
                {own.hitBefore} <kbd>Shift+F3</kbd>
              </button>
              <button type="submit" class="quiet">
                {own.hitAfter} <kbd>F3</kbd>
              </button>
              <span role="status">
                {current < 0 ? own.hitsOnPages(hits.length) : own.hitOf(current + 1, hits.length)}
              </span>
            </p>
          )}
        </form>
        <CopyText calls={calls} words={words} />
      </section>
    </div>
  );
}

// What was read, with its places, once it is `wanted`; undefined: not yet, null: it is not kept here.
function useRead(calls: CopyCalls, wanted: boolean): ReadPages | null | undefined {
  const [read, setRead] = useState<ReadPages | null>();
  useEffect(() => {
    if (!wanted || read !== undefined) return;
    const gone = new AbortController();
    calls.alto(gone.signal).then(
      (xml) => setRead(readAlto(xml)),
      () => gone.signal.aborted || setRead(null),
    );
    return () => gone.abort();
  }, [calls, wanted]);
  return read;
}

function useHitKeys(step: (by: 1 | -1) => void): void {
  const latest = useRef(step);
  latest.current = step;
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "F3" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      latest.current(event.shiftKey ? -1 : 1);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function CopyText({ calls, words }: { calls: CopyCalls; words: string }) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    const gone = new AbortController();
    calls.text(gone.signal).then(setText, (error: unknown) => {
      if (!gone.signal.aborted) setFailure(error);
    });
    return () => gone.abort();
  }, [calls]);
  const pieces = useMemo(() => marked(text ?? "", words), [text, words]);
  const hits = pieces.filter((piece) => piece.hit).length;
  return (
    <>
      {words.trim() && text && (
        <p class="hint">
          {hits} {own.hits}
        </p>
      )}
      {failure !== null && <Alert>{said(failure, texts)}</Alert>}
      {text === null && failure === null && <p>{texts.waiting}</p>}
      {text === "" && <p>{own.noText}</p>}
      {text && (
        <div class="read-text" lang="vi" tabIndex={0} role="region" aria-label={own.text}>
          {pieces.map((piece, at) =>
            piece.hit ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
          )}
        </div>
      )}
    </>
  );
}
