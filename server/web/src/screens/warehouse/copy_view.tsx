// One copy: its pages and text, what its signatures are worth now, what became of it, and its file.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { hasRole, useSession } from "../../app/session";
import { date, dateTime, fileSize, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { Tabs } from "../../ui/tabs";
import { askFor, mayAsk } from "../certify/ask_for";
import { Signatures } from "../verify/report";
import { CopyCalls, type Verification } from "./copy_calls";
import { Accesses, Reuses, Versions } from "./copy_history";
import { CopyPages } from "./copy_pages";
import type { Errand } from "./errand";
import { titleOf, type Copy } from "./terms";
import { warehouseTexts } from "./texts";

export function CopyView({
  client,
  copy,
  errand,
  words,
  onClose,
}: {
  client: Client;
  copy: Copy;
  errand: Errand;
  words: string;
  onClose: () => void;
}) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const { session } = useSession();
  const calls = useMemo(
    () => new CopyCalls(client, copy.id, errand),
    [client, copy.id, errand.purpose, errand.caseFile],
  );
  const [failure, setFailure] = useState("");
  const [reusedFor, setReusedFor] = useState("");
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    title.current?.focus();
    title.current?.scrollIntoView({ block: "start" });
  }, []);

  async function tried(act: () => Promise<void>): Promise<void> {
    setFailure("");
    try {
      await act();
    } catch (error) {
      setFailure(said(error, texts));
    }
  }

  async function download(): Promise<void> {
    const address = URL.createObjectURL(await calls.content());
    const link = document.createElement("a");
    link.href = address;
    link.download = `${copy.id}.pdf`;
    link.click();
    URL.revokeObjectURL(address);
  }

  return (
    <section
      class="card copy"
      aria-labelledby="copy-title"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div class="copy-head">
        <h2 id="copy-title" ref={title} tabIndex={-1}>
          {titleOf(copy)}
        </h2>
        <div class="actions">
          <button type="button" onClick={() => void tried(download)}>
            {texts.download}
          </button>
          <button
            type="button"
            class="quiet"
            disabled={reusedFor === errand.caseFile}
            onClick={() =>
              void tried(async () => setReusedFor((await calls.reuse()).case_file))
            }
          >
            {own.reuse} {errand.caseFile}
          </button>
          {copy.product === "digitised" && mayAsk(session) && (
            <button type="button" class="quiet" onClick={() => askFor(copy.id, errand.caseFile)}>
              {own.askCertification}
            </button>
          )}
          <button type="button" class="quiet" onClick={onClose}>
            {own.back}
          </button>
        </div>
      </div>
      <div role="status">
        {reusedFor && (
          <p class="notice good">
            {own.reused} {reusedFor}
          </p>
        )}
      </div>
      {failure && <Alert>{failure}</Alert>}
      <Tabs
        label={own.tabs}
        tabs={[
          { name: own.pagesTab, show: () => <CopyPages calls={calls} copy={copy} words={words} /> },
          { name: own.signaturesTab, show: () => <Verified calls={calls} /> },
          { name: own.factsTab, show: () => <Facts copy={copy} /> },
          { name: own.versionsTab, show: () => <Versions calls={calls} /> },
          { name: own.reusesTab, show: () => <Reuses key={reusedFor} calls={calls} /> },
          {
            name: own.accessesTab,
            show: () => <Accesses calls={calls} named={hasRole(session, "audit")} />,
          },
        ]}
      />
    </section>
  );
}

function Verified({ calls }: { calls: CopyCalls }) {
  const texts = useTexts();
  const [report, setReport] = useState<Verification | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    const gone = new AbortController();
    calls.verification(gone.signal).then(setReport, (error: unknown) => {
      if (!gone.signal.aborted) setFailure(error);
    });
    return () => gone.abort();
  }, [calls]);
  if (failure !== null) return <Alert>{said(failure, texts)}</Alert>;
  return report ? <Signatures report={report} /> : <p>{texts.waiting}</p>;
}

function Facts({ copy }: { copy: Copy }) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const language = useLanguage();
  const facts: [string, string][] = Object.entries(copy.fields).map(([name, value]) => [
    texts.fieldNames[name] ?? name.replaceAll("_", " "),
    Array.isArray(value)
      ? value.join("; ")
      : name.startsWith("ngay_")
        ? date(value, language)
        : value,
  ]);
  facts.push(
    [own.products, own.product[copy.product] ?? copy.product],
    [own.unit, copy.unit],
    [own.caseOfCopy, copy.case_file],
    [texts.pages, String(copy.pages)],
    [own.level, copy.level],
    [own.size, fileSize(copy.size, language)],
    [own.received, dateTime(copy.accepted, language)],
    [own.copyId, copy.id],
    [texts.digest, copy.sha256],
  );
  return (
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
  );
}
