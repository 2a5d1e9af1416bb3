// What became of the case file: its papers with their fields, and their signed copies.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../../api/client";
import { follow, go } from "../../app/router";
import { hasRole, useSession } from "../../app/session";
import { date, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { askFor } from "../certify/ask_for";
import { useKeys } from "./keys";
import type { Scan } from "./session";
import { texts as both } from "./texts";

type Papers = Schemas["BatchDocuments"];
type Paper = Schemas["Paper"];
type Progress = Schemas["Batch"]["progress"];

// While a citizen waits, often; then rarely, and more so when a person has to do something first.
const kSoon = 250;
const kLater = 2000;
const kReview = 5000;
const kUnsure = 0.8;

interface Work {
  papers: Paper[];
  progress: Progress | null;
  cut: boolean;
}

function useWork(client: Client, batch: string): Work {
  const [work, setWork] = useState<Work>({ papers: [], progress: null, cut: false });
  const { accept } = useSession();
  useEffect(() => {
    const gone = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const path = `/api/v1/batches/${encodeURIComponent(batch)}`;
    const look = async () => {
      let pause = kLater;
      try {
        const options = { signal: gone.signal };
        const [{ documents }, { progress }] = await Promise.all([
          client.json<Papers>(`${path}/documents?limit=100`, options),
          client.json<Schemas["Batch"]>(path, options),
        ]);
        if (gone.signal.aborted) return;
        setWork({ papers: documents, progress, cut: false });
        if (progress.jobs_open === 0 && documents.every(isAtItsEnd)) return;
        if (documents.length === 0) pause = kSoon;
        else if (progress.reviews_waiting > 0) pause = kReview;
      } catch (error) {
        if (gone.signal.aborted) return;
        if (error instanceof ApiError && error.loggedOut) {
          accept(null);
          return;
        }
        setWork((before) => ({ ...before, cut: true }));
      }
      again = setTimeout(() => void look(), pause);
    };
    void look();
    return () => {
      gone.abort();
      clearTimeout(again);
    };
  }, [client, batch, accept]);
  return work;
}

function isAtItsEnd(paper: Paper): boolean {
  return paper.state === "delivered" || paper.state === "quarantined";
}

export function Documents({ client, scan }: { client: Client; scan: Scan }) {
  const texts = useOwnTexts(both);
  const { papers, progress, cut } = useWork(client, scan.batch ?? "");
  const { session } = useSession();
  const reviews = progress?.reviews_waiting ?? 0;
  const slip = useRef<HTMLAnchorElement>(null);
  const done = papers.length > 0 && papers.every(isAtItsEnd);
  const delivered = papers.filter((paper) => paper.state === "delivered").length;
  useKeys({
    F9: () => slip.current?.click(),
    F10: () => go("/counter"),
  });
  return (
    <>
      <p class="actions">
        <a
          ref={slip}
          class="button"
          href={`/api/v1/scans/${encodeURIComponent(scan.scan)}/slip`}
          target="_blank"
          rel="noopener"
        >
          {texts.slip}
        </a>
        <button type="button" class="quiet" onClick={() => go("/counter")}>
          {texts.next}
        </button>
      </p>
      {scan.earlier.map((batch) => (
        <p key={batch} class="notice doubt">
          {texts.earlier(batch)}
        </p>
      ))}
      {cut && <p class="notice doubt">{texts.cut}</p>}
      <p class={done ? "notice good" : "notice"} role="status">
        {papers.length === 0 && (progress?.jobs_open === 0 ? texts.nothingRead : texts.readingDocuments)}
        {papers.length > 0 && !done && texts.copies(delivered, papers.length)}
        {done && (delivered === papers.length ? texts.copiesDone : texts.copies(delivered, papers.length))}
      </p>
      {reviews > 0 && (
        <p class="notice doubt">
          {hasRole(session, "review") ? (
            <a href="/review" onClick={follow}>
              {texts.reviewsWaiting(reviews)}
            </a>
          ) : (
            texts.reviewsWaiting(reviews)
          )}
        </p>
      )}
      {papers.length > 0 && <h2>{texts.documents}</h2>}
      <div class="papers">
        {papers.map((paper) => (
          <PaperCard key={paper.id} paper={paper} caseFile={scan.case_file} />
        ))}
      </div>
    </>
  );
}

function PaperCard({ paper, caseFile }: { paper: Paper; caseFile: string }) {
  const texts = useOwnTexts(both);
  const shared = useTexts();
  const language = useLanguage();
  const doubtful = new Set(paper.review?.map((item) => item.field));
  const drafted = paper.state === "drafted" || paper.state === "assembled" || paper.state === "operator_signed";
  return (
    <section class="card" aria-labelledby={`paper-${paper.id}`}>
      <h3 id={`paper-${paper.id}`}>
        {paper.secret !== null ? paper.secret : paper.title || paper.kind}{" "}
        <span class="hint">{texts.pagesOf(paper.pages.length)}</span>
      </h3>
      {paper.secret !== null && <p>{texts.secret}</p>}
      <dl class="facts">
        {Object.entries(paper.fields ?? {}).map(([name, field]) => {
          const value = Array.isArray(field.value) ? field.value.map((each) => each.replace(/[;,.]+$/, "")).join("; ") : field.value;
          const unsure = doubtful.has(name) || field.confidence < kUnsure;
          return (
            <>
              <dt>{shared.fieldNames[name] ?? name}</dt>
              <dd>
                {/^\d{4}-\d\d-\d\d$/.test(value) ? date(value, language) : value}
                {unsure && <span class="doubtful"> ⚠ {texts.unsure}</span>}
              </dd>
            </>
          );
        })}
      </dl>
      <p class="hint">
        {drafted && texts.draft}
        {paper.state === "delivered" && `✓ ${texts.copy} ${paper.id}`}
        {paper.state === "quarantined" && texts.held_back}
      </p>
      {paper.state === "delivered" && (
        <button type="button" class="quiet" onClick={() => askFor(paper.id, caseFile)}>
          {texts.askCertification}
        </button>
      )}
    </section>
  );
}
