// One copy: what was read from it, what its signatures are worth now, and its file.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { Signatures } from "../verify/report";
import { errandHeaders, type Copy, type Errand } from "./errand";

type Verification = Schemas["CopyVerification"];

export function CopyView({ client, copy, errand }: { client: Client; copy: Copy; errand: Errand }) {
  const texts = useTexts();
  const [report, setReport] = useState<Verification | null>(null);
  const [failure, setFailure] = useState("");
  const headers = errandHeaders(errand);
  const path = `/api/v1/copies/${encodeURIComponent(copy.id)}`;

  useEffect(() => {
    const gone = new AbortController();
    client
      .json<Verification>(`${path}/verification`, { headers, signal: gone.signal })
      .then(setReport)
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setFailure(said(error, texts));
      });
    return () => gone.abort();
    // Once a copy: the view of another one has another key.
  }, []);

  async function download(): Promise<void> {
    try {
      const content = await (await client.call(`${path}/content`, { headers })).blob();
      const address = URL.createObjectURL(content);
      const link = document.createElement("a");
      link.href = address;
      link.download = `${copy.id}.pdf`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      setFailure(said(error, texts));
    }
  }

  return (
    <section class="card" aria-labelledby="copy-title">
      <h2 id="copy-title">{copy.title || copy.kind || copy.id}</h2>
      <dl class="facts">
        {Object.entries(copy.fields).map(([name, value]) => (
          <>
            <dt>{texts.fieldNames[name] ?? name}</dt>
            <dd>{Array.isArray(value) ? value.join("; ") : value}</dd>
          </>
        ))}
      </dl>
      <p>
        <button type="button" onClick={() => void download()}>
          {texts.download}
        </button>
      </p>
      {failure && <Alert>{failure}</Alert>}
      {!report && !failure && <p>{texts.waiting}</p>}
      {report && <Signatures report={report} />}
    </section>
  );
}
