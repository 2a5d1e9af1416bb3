// The pages of a copy as pictures, and beside them what was read, with the words of the search marked.
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { marked } from "../../ui/folded";
import { PageView } from "../../ui/page_view";
import { said } from "../../ui/said";
import type { CopyCalls } from "./copy_calls";
import { titleOf, type Copy } from "./terms";
import { warehouseTexts } from "./texts";

export function CopyPages({ calls, copy, words }: { calls: CopyCalls; copy: Copy; words: string }) {
  const own = useOwnTexts(warehouseTexts);
  const [page, setPage] = useState(0);
  const load = useCallback(
    (wanted: number, width: number, signal: AbortSignal) => calls.picture(wanted, width, signal),
    [calls],
  );
  return (
    <div class="copy-pages">
      <PageView
        line={calls.line}
        label={`${own.pictureOf} ${titleOf(copy)}`}
        pages={copy.pages}
        page={page}
        onPage={setPage}
        load={load}
      />
      <CopyText calls={calls} first={words} />
    </div>
  );
}

function CopyText({ calls, first }: { calls: CopyCalls; first: string }) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [words, setWords] = useState(first);
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
    <section class="copy-text" aria-label={own.text}>
      <TextField
        label={own.wordsInText}
        hint={words.trim() && text ? `${hits} ${own.hits}` : undefined}
        value={words}
        onText={setWords}
        autocomplete="off"
      />
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
    </section>
  );
}
