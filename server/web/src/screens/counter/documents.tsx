// What became of the case file: its papers with their fields, their signed copies, and what is held back.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../../api/client";
import { follow, go } from "../../app/router";
import { hasRole, useSession } from "../../app/session";
import { date, inLanguage, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { askFor } from "../certify/ask_for";
import { useKeys } from "./keys";
import type { Scan } from "./session";
import { texts as both, type CounterTexts } from "./texts";

type Papers = Schemas["BatchDocuments"];
type Paper = Schemas["Paper"];
type Held = Schemas["Quarantine"];
type Progress = Schemas["Progress"];

// While a citizen waits, often; then rarely, and more so when a person has to do something first.
const kSoon = 250;
const kLater = 2000;
const kReview = 5000;
const kUnsure = 0.8;
const kMostShown = 100; // of what is held back

interface Work {
  papers: Paper[];
  held: Held | null;
  progress: Progress | null;
  cut: boolean;
}

async function allPapers(client: Client, path: string, signal: AbortSignal): Promise<Paper[]> {
  const all: Paper[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Papers = await client.json<Papers>(`${path}/documents?limit=100${from}`, { signal });
    all.push(...page.documents);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

function useWork(client: Client, batch: string): Work {
  const language = useLanguage(); // of the reasons
  const [work, setWork] = useState<Work>({ papers: [], held: null, progress: null, cut: false });
  useEffect(() => {
    const gone = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const path = `/api/v1/batches/${encodeURIComponent(batch)}`;
    const look = async () => {
      let pause = kLater;
      try {
        const options = { signal: gone.signal };
        // Before the rest: once no job is open, what is asked for after it is all there will be.
        const state = await client.json<Schemas["ListedBatch"]>(`${path}/state`, options);
        const { progress } = state;
        const [papers, held] = await Promise.all([
          allPapers(client, path, gone.signal),
          state.held > 0
            ? client.json<Held>(`${path}/quarantine?limit=${kMostShown}`, options)
            : null,
        ]);
        if (gone.signal.aborted) return;
        setWork({ papers, held, progress, cut: false });
        if (progress.jobs_open === 0 && papers.every(isAtItsEnd)) return;
        if (papers.length === 0) pause = kSoon;
        else if (progress.reviews_waiting > 0) pause = kReview;
      } catch (error) {
        if (gone.signal.aborted) return;
        if (error instanceof ApiError && error.loggedOut) return; // somebody else has the screen now
        setWork((before) => ({ ...before, cut: true }));
      }
      again = setTimeout(() => void look(), pause);
    };
    void look();
    return () => {
      gone.abort();
      clearTimeout(again);
    };
  }, [client, batch, language]);
  return work;
}

function isAtItsEnd(paper: Paper): boolean {
  return paper.state === "delivered" || paper.state === "quarantined";
}

// Secrets are counted and not told.
function countHeld(held: Held | null): number {
  return (held?.reasons.reduce((sum, each) => sum + each.count, 0) ?? 0) + (held?.secrets ?? 0);
}

function stateWords(work: Work, texts: CounterTexts): { text: string; good: boolean } {
  const { papers, progress } = work;
  const over = progress?.jobs_open === 0 && papers.every(isAtItsEnd);
  const held = countHeld(work.held);
  const delivered = papers.filter((paper) => paper.state === "delivered").length;
  const copies = texts.copies(delivered, papers.length);
  if (!over) {
    const text = papers.length === 0 ? texts.readingDocuments : copies;
    const more = papers.length > 0 && papers.every(isAtItsEnd);
    return { text: more ? `${text}. ${texts.readingDocuments}` : text, good: false };
  }
  if (held > 0) return { text: papers.length === 0 ? texts.allHeld : copies, good: false };
  if (papers.length === 0) return { text: texts.nothingRead, good: false };
  const all = delivered === papers.length;
  return { text: all ? texts.copiesDone : copies, good: all };
}

export function Documents({ client, scan }: { client: Client; scan: Scan }) {
  const texts = useOwnTexts(both);
  const language = useLanguage();
  const batch = scan.batch ?? "";
  const work = useWork(client, batch);
  const { papers, held, progress, cut } = work;
  const { session } = useSession();
  const reviews = progress?.reviews_waiting ?? 0;
  const slip = useRef<HTMLAnchorElement>(null);
  const state = stateWords(work, texts);
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
          href={inLanguage(`/api/v1/scans/${encodeURIComponent(scan.scan)}/slip`, language)}
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
      <p class={state.good ? "notice good" : "notice"} role="status">
        {state.text}
      </p>
      {held && countHeld(held) > 0 && <HeldBack scan={scan} held={held} />}
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

// A session keeps files from outside by their number ("tep-00001.pdf"); the clerk knows them by name.
function givenName(scan: Scan, name: string): string {
  const number = Number(/^tep-(\d+)\./.exec(name)?.[1]);
  return scan.files.find((file) => file.number === number)?.name ?? name;
}

// What a person has to see to before the case file is whole: why, in words, and what is to be done.
function HeldBack({ scan, held }: { scan: Scan; held: Held }) {
  const texts = useOwnTexts(both);
  const count = countHeld(held);
  return (
    <section class="notice doubt" aria-labelledby="held-back">
      <h2 id="held-back">{texts.heldBack(count)}</h2>
      {held.reasons.map(({ code, count: all, reason }) => {
        const items = held.items.filter((item) => item.code === code);
        return (
          <div key={code}>
            <p>{reason}</p>
            <ul>
              {items.map((item) => (
                <li key={item.id}>
                  {givenName(scan, item.name)}
                  {item.page !== null && `, ${texts.page(item.page + 1).toLowerCase()}`}
                </li>
              ))}
              {items.length < all && <li>{texts.heldMore(all - items.length)}</li>}
            </ul>
          </div>
        );
      })}
      {held.secrets > 0 && <p>{texts.heldSecrets(held.secrets)}</p>}
      <p>
        {texts.heldWhatToDo}{" "}
        <a href={`/batches/${encodeURIComponent(scan.batch ?? "")}`} onClick={follow}>
          {texts.heldInBatch}
        </a>
      </p>
    </section>
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
