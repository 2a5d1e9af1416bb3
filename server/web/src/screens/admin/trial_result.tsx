// What was read from the page, or what is wrong with the profile.
import { useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { kTexts } from "./texts";

interface Field {
  value: string | string[];
  confidence: number;
  page: number;
  box: [number, number, number, number];
  rule: string;
}
interface Fault {
  code?: string;
  message?: string;
}
export interface Trial {
  faults?: Fault[];
  error?: Fault;
  errors?: Fault[];
  documents?: {
    kind: string;
    title: string;
    kind_confidence: number;
    secret: string | null;
    fields: Record<string, Field>;
  }[];
}

export function TrialResult({ trial }: { trial: Trial }) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const language = useLanguage();
  const percent = (share: number) =>
    new Intl.NumberFormat(language, { style: "percent" }).format(share);
  if (trial.faults) {
    return (
      <div class="notice bad" role="alert">
        <p>{texts.faults}</p>
        <ul>
          {trial.faults.map((fault, at) => (
            <li key={at}>{fault.message ?? fault.code}</li>
          ))}
        </ul>
      </div>
    );
  }
  const failed = trial.error ?? trial.errors?.[0];
  if (failed) return <Alert>{failed.message ?? failed.code}</Alert>;
  const documents = trial.documents ?? [];
  if (documents.length === 0) return <p role="status">{texts.noDocument}</p>;
  return (
    <>
      {documents.map((document, at) => (
        <div key={at} class="trial">
          <h4>
            {document.title} ({document.kind}, {percent(document.kind_confidence)})
            {document.secret && ` – ${document.secret}`}
          </h4>
          <div class="scrolls" tabIndex={0} role="region" aria-label={document.title}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{texts.field}</th>
                  <th scope="col">{texts.read}</th>
                  <th scope="col">{texts.confidence}</th>
                  <th scope="col">{texts.box}</th>
                  <th scope="col">{texts.rule}</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(document.fields).map(([name, field]) => (
                  <tr key={name}>
                    <td>{common.fieldNames[name] ?? name}</td>
                    <td>{Array.isArray(field.value) ? field.value.join("; ") : field.value}</td>
                    <td>{percent(field.confidence)}</td>
                    <td>
                      {field.page + 1}: {field.box.join(", ")}
                    </td>
                    <td>
                      <code>{field.rule}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      ))}
    </>
  );
}
