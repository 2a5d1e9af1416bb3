// Papers of the citizen that need not be handed in again.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../../api/client";
import { date, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { errandHeaders } from "../warehouse/errand";
import { useKeys } from "./keys";
import { randomKey } from "./random_key";
import { texts as both } from "./texts";

type Copy = Schemas["Copy"];

const kPurpose = "tiep_nhan_ho_so";
const kMostKeys = 9;
const kMostShown = 100;

export function Holdings({
  client,
  person,
  caseFile,
}: {
  client: Client;
  person: string;
  caseFile: string;
}) {
  const texts = useOwnTexts(both);
  const shared = useTexts();
  const language = useLanguage();
  const [copies, setCopies] = useState<Copy[] | null>(null);
  const [others, setOthers] = useState(false);
  const [reused, setReused] = useState<Set<string>>(new Set());
  const [failure, setFailure] = useState("");
  const keys = useRef(new Map<string, string>()); // a reuse that is asked for twice counts once
  const headers = errandHeaders({ purpose: kPurpose, caseFile });
  const whole = /^[\x21-\x7e]{1,128}$/.test(caseFile);

  useEffect(() => {
    if (!whole) return;
    const gone = new AbortController();
    // Whoever types the number of a case file asks once, when it stands still.
    const soon = setTimeout(() => {
      client
        .json<Schemas["Copies"]>("/api/v1/copies/search", {
          method: "POST",
          json: { subject: person, limit: kMostShown },
          headers,
          signal: gone.signal,
        })
        .then((found) => {
          setFailure("");
          setCopies(found.copies);
          setOthers(found.next !== null);
        })
        .catch((error: unknown) => {
          if (gone.signal.aborted) return;
          const denied = error instanceof ApiError && error.status === 403;
          setFailure(denied ? texts.mayNotRead : said(error, shared));
        });
    }, 300);
    return () => {
      clearTimeout(soon);
      gone.abort();
    };
  }, [person, caseFile, whole]);

  async function reuse(copy: Copy): Promise<void> {
    const name = `${caseFile} ${copy.id}`;
    const key = keys.current.get(name) ?? randomKey();
    keys.current.set(name, key);
    try {
      await client.json("/api/v1/reuses", {
        method: "POST",
        json: { copy: copy.id },
        headers: { ...headers, "Idempotency-Key": key },
      });
      setReused((now) => new Set(now).add(name));
    } catch (error) {
      setFailure(said(error, shared));
    }
  }

  const byKey: Record<string, () => void> = {};
  copies?.slice(0, kMostKeys).forEach((copy, index) => {
    byKey[`Alt+${index + 1}`] = () => void reuse(copy);
  });
  useKeys(byKey);

  return (
    <section class="card" aria-labelledby="held">
      <h2 id="held">{texts.held}</h2>
      {failure && <Alert>{failure}</Alert>}
      {!whole && <p>{texts.needCase}</p>}
      {whole && !copies && !failure && <p>{texts.waiting}</p>}
      {whole && copies?.length === 0 && <p>{texts.nothingHeld}</p>}
      <ul class="plain held" aria-live="polite">
        {whole &&
          copies?.map((copy, index) => (
            <li key={copy.id}>
              <span>
                <strong>{copy.title || copy.kind || copy.id}</strong>{" "}
                <span class="hint">
                  {String(copy.fields["so_ky_hieu"] ?? "")}
                  {copy.fields["ngay_ban_hanh"] &&
                    ` · ${texts.issued} ${date(String(copy.fields["ngay_ban_hanh"]), language)}`}
                </span>
              </span>
              {reused.has(`${caseFile} ${copy.id}`) ? (
                <span class="reused" role="status">
                  ✓ {texts.reused}
                </span>
              ) : (
                <button type="button" class="quiet" onClick={() => void reuse(copy)}>
                  {texts.reuse(index < kMostKeys ? String(index + 1) : "–")}
                </button>
              )}
            </li>
          ))}
      </ul>
      {whole && others && <p class="notice">{texts.othersHeld(kMostShown)}</p>}
    </section>
  );
}
