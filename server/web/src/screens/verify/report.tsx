import type { Schemas } from "../../api/client";
import { date, dateTime, fileSize, useLanguage, useTexts } from "../../texts/text";
import type { Texts } from "../../texts/vi";

type Verification = Schemas["DocumentVerification"];
// What the judgement of a file and that of a copy have in common.
type Judged = Pick<Verification, "verdict" | "signatures" | "findings">;
type Signature = Schemas["Signature"];
type Finding = Schemas["Finding"];
type Verdict = Verification["verdict"];

interface Words {
  tone: "good" | "doubt" | "bad";
  mark: string;
  title: string;
  why: string;
}

function wordsFor(report: Judged, texts: Texts): Words {
  if (report.verdict === "TOTAL_PASSED") {
    return { tone: "good", mark: "✓", title: texts.verdictPassed, why: texts.verdictPassedWhy };
  }
  if (report.verdict === "TOTAL_FAILED") {
    return { tone: "bad", mark: "✗", title: texts.verdictFailed, why: texts.verdictFailedWhy };
  }
  // Whatever else the server may say one day is no "valid".
  return report.signatures.length === 0
    ? { tone: "doubt", mark: "?", title: texts.verdictUnsigned, why: texts.verdictUnsignedWhy }
    : { tone: "doubt", mark: "?", title: texts.verdictUnsure, why: texts.verdictUnsureWhy };
}

function levelInWords(level: string, texts: Texts): string {
  const words: Record<string, string> = {
    "B-B": texts.levelB,
    "B-T": texts.levelT,
    "B-LT": texts.levelLt,
    "B-LTA": texts.levelLta,
  };
  const said = words[level];
  return said ? `${level}: ${said}` : level || texts.unknown;
}

function Findings({ findings }: { findings: Finding[] }) {
  const texts = useTexts();
  if (findings.length === 0) return null;
  return (
    <>
      <h3>{texts.reasons}</h3>
      <ul>
        {findings.map((finding, at) => (
          <li key={at}>
            {finding.text || finding.code} <span class="digest">({finding.code})</span>
          </li>
        ))}
      </ul>
    </>
  );
}

const kTone: Record<Verdict, Words["tone"]> = {
  TOTAL_PASSED: "good",
  INDETERMINATE: "doubt",
  TOTAL_FAILED: "bad",
};

function SignatureCard({ signature }: { signature: Signature }) {
  const texts = useTexts();
  const language = useLanguage();
  const facts: [string, string][] = [
    [texts.organisation, signature.organisation],
    [texts.signingTime, dateTime(signature.signing_time, language)],
    [texts.provenTime, dateTime(signature.best_signature_time, language)],
    [texts.level, signature.document_timestamp ? "" : levelInWords(signature.level, texts)],
    [texts.integrity, signature.intact ? texts.intact : texts.notIntact],
    [texts.revision, signature.covers_whole_document ? texts.wholeDocument : texts.earlierRevision],
    [texts.issuer, signature.issuer],
    [texts.certificateFrom, date(signature.valid_from, language)],
    [texts.certificateUntil, date(signature.valid_until, language)],
  ];
  const label = signature.document_timestamp ? texts.timestampOf : texts.signatureOf;
  return (
    <li class={`notice ${kTone[signature.verdict] ?? "doubt"}`}>
      <h3>
        {label} {signature.signer || texts.unknown}
      </h3>
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
      <Findings findings={signature.findings} />
    </li>
  );
}

// The verdict in words, and each signature.
export function Signatures({ report }: { report: Judged }) {
  const texts = useTexts();
  const words = wordsFor(report, texts);
  return (
    <>
      <div class={`notice ${words.tone}`}>
        <h2 id="verdict" class="verdict">
          <span aria-hidden="true">{words.mark}</span> {words.title}
        </h2>
        <p>{words.why}</p>
        <Findings findings={report.findings} />
      </div>
      {report.signatures.length > 0 && (
        <>
          <h2>{texts.signatures}</h2>
          <ol class="plain">
            {report.signatures.map((signature) => (
              <SignatureCard key={signature.field} signature={signature} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

export function Report({ file, report }: { file: File; report: Verification }) {
  const texts = useTexts();
  const language = useLanguage();
  return (
    <section aria-labelledby="verdict">
      <Signatures report={report} />
      <div class="card">
        <dl class="facts">
          <dt>{texts.fileName}</dt>
          <dd>{file.name}</dd>
          <dt>{texts.fileSize}</dt>
          <dd>{fileSize(report.size, language)}</dd>
          <dt>{texts.digest}</dt>
          <dd class="digest">{report.sha256}</dd>
          <dt>{texts.checkedAt}</dt>
          <dd>{dateTime(report.checked, language)}</dd>
        </dl>
      </div>
      <button type="button" class="quiet" onClick={() => print()}>
        {texts.print}
      </button>
    </section>
  );
}
