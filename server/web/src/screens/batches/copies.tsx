// Signed copies of a batch, from where a clerk asks for their certification.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { follow } from "../../app/router";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { texts as both } from "./texts";

type Copy = Schemas["Batch"]["copies"][number];

const kAtATime = 50;

// `done`: how many there are by now.
export function Copies({ client, path, done }: { client: Client; path: string; done: number }) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [copies, setCopies] = useState<Copy[]>([]);
  const [shown, setShown] = useState(kAtATime);
  const [failure, setFailure] = useState("");

  // An answer holds all there are: it is asked for only while there is room to show more.
  const wanted = copies.length < Math.min(done, shown);
  useEffect(() => {
    if (!wanted) return;
    const gone = new AbortController();
    client
      .json<Schemas["Batch"]>(path, { signal: gone.signal })
      .then((batch) => {
        setCopies(batch.copies);
        setFailure("");
      })
      .catch((error: unknown) => gone.signal.aborted || setFailure(said(error, general)));
    return () => gone.abort();
  }, [client, path, wanted, wanted && done]);

  return (
    <section class="card" aria-labelledby="copies-title">
      <h2 id="copies-title">{own.signedCopies}</h2>
      {failure && <Alert>{failure}</Alert>}
      <ul class="plain held">
        {copies.slice(0, shown).map((copy) => (
          <li key={copy.id}>
            <span class="name">
              {copy.kind || own.paper} <span class="soft">{copy.id}</span>
            </span>
            <span class="soft">{own.pageCount(copy.pages.length)}</span>
            <a href={`/certify/${copy.id}`} onClick={follow}>
              {own.askCertification}
            </a>
          </li>
        ))}
      </ul>
      {shown < done && copies.length >= shown && (
        <button type="button" class="quiet" onClick={() => setShown(shown + kAtATime)}>
          {own.more}
        </button>
      )}
    </section>
  );
}
