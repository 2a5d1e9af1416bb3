// What the warehouse tells anybody of the copy with a code, and whether a file is that copy.
import { useEffect, useState } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { said } from "../../ui/said";
import { verifyTexts } from "./texts";

type Checked = Schemas["CheckedCopy"];

export type Looked =
  | { is: "looking" }
  | { is: "told"; copy: Checked }
  | { is: "unknown" }
  | { is: "failed"; said: string };

// `digest`: of the file that somebody has; empty: none.
export function useCopyCheck(client: Client, code: string, digest: string): Looked {
  const texts = useTexts();
  const own = useOwnTexts(verifyTexts);
  const [looked, setLooked] = useState<Looked>({ is: "looking" });
  useEffect(() => {
    const gone = new AbortController();
    setLooked({ is: "looking" });
    const path = `/api/v1/checks/${encodeURIComponent(code)}${digest && `?sha256=${digest}`}`;
    client.json<Checked>(path, { signal: gone.signal }).then(
      (copy) => setLooked({ is: "told", copy }),
      (error: unknown) => {
        if (gone.signal.aborted) return;
        const status = error instanceof ApiError ? error.status : 0;
        if (status === 404) setLooked({ is: "unknown" });
        else setLooked({ is: "failed", said: status === 429 ? own.tooMany : said(error, texts) });
      },
    );
    return () => gone.abort();
  }, [client, code, digest]);
  return looked;
}

export function CopyCheck({ looked }: { looked: Looked }) {
  const own = useOwnTexts(verifyTexts);
  if (looked.is === "looking") return <p>{own.looking}</p>;
  if (looked.is === "failed") return <p class="notice bad">{looked.said}</p>;
  if (looked.is === "unknown") {
    return (
      <div class="notice doubt">
        <h2>{own.unknown}</h2>
        <p>{own.unknownWhy}</p>
      </div>
    );
  }
  return <Told copy={looked.copy} />;
}

function Told({ copy }: { copy: Checked }) {
  const own = useOwnTexts(verifyTexts);
  const language = useLanguage();
  const { register } = copy;
  const gone = copy.state === "disposed";
  const facts: [string, string][] = [
    [own.product, copy.product ? (own.products[copy.product] ?? copy.product) : ""],
    [own.unit, copy.unit.name],
    [own.register, register ? `${register.number}, ${own.book} ${register.book} (${register.year})` : ""],
    [own.created, dateTime(copy.created, language)],
    [own.removed, dateTime(copy.disposed, language)],
    [own.level, copy.level ?? ""],
    [own.pages, copy.pages === undefined ? "" : String(copy.pages)],
    [own.verdict, copy.verdict ? (own.verdicts[copy.verdict] ?? copy.verdict) : ""],
  ];
  const good = !gone && copy.verdict === "TOTAL_PASSED";
  return (
    <>
      {copy.same_bytes !== null && <Compared same={copy.same_bytes} />}
      <section class={`notice ${good ? "good" : "doubt"}`} aria-labelledby="told">
        <h2 id="told">{gone ? own.disposed : own.held}</h2>
        <dl class="facts">
          {facts
            .filter(([, value]) => value !== "")
            .map(([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </>
            ))}
        </dl>
        <p>{own.limits}</p>
      </section>
    </>
  );
}

function Compared({ same }: { same: boolean }) {
  const own = useOwnTexts(verifyTexts);
  return same ? (
    <p class="notice good">
      <strong>✓ {own.same}</strong>
    </p>
  ) : (
    <div class="notice bad" role="alert">
      <p>
        <strong>✗ {own.different}</strong>
      </p>
      <p>{own.differentWhy}</p>
    </div>
  );
}
