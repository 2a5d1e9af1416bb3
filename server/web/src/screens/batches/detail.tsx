// One batch: how it gets on, where its sheets are, what waits for a person.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { follow } from "../../app/router";
import { hasRole, useSession } from "../../app/session";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { BalanceCard } from "./balance";
import { Copies } from "./copies";
import { usePolling } from "../../ui/polling";
import { Quarantine } from "./quarantine";
import { texts as both } from "./texts";
import { isMoving, paceOf, paceWords, stuckWords, type Listed } from "./words";

type Held = Schemas["Quarantine"];

export function BatchDetail({ client, id }: { client: Client; id: string }) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const { session } = useSession();
  const mayAct = hasRole(session, "archive");
  const mayAsk = hasRole(session, "scan") || hasRole(session, "review");
  const [batch, setBatch] = useState<Listed | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const [failure, setFailure] = useState("");
  const path = `/api/v1/batches/${encodeURIComponent(id)}`;

  const look = useCallback(async (): Promise<void> => {
    try {
      const [now, waiting] = await Promise.all([
        client.json<Listed>(`${path}/state`),
        client.json<Held>(`${path}/quarantine?limit=200`),
      ]);
      setBatch(now);
      setHeld(waiting);
      setFailure("");
    } catch (error) {
      setFailure(said(error, general));
    }
  }, [client, path, general]);
  useEffect(() => void look(), [look]);
  usePolling(batch !== null && isMoving(batch), look, batch ? paceOf([batch]) : undefined);

  const act = useCallback(
    async (verb: string): Promise<void> => {
      try {
        await client.call(`${path}/${verb}`, { method: "POST" });
        await look();
      } catch (error) {
        setFailure(said(error, general));
      }
    },
    [client, path, look, general],
  );

  return (
    <>
      <p>
        <a href="/batches" onClick={follow}>
          ← {own.back}
        </a>
      </p>
      <h1>{id}</h1>
      {failure && <Alert>{failure}</Alert>}
      {!batch && !failure && <p>{general.waiting}</p>}
      {batch && <Head batch={batch} mayAct={mayAct} onAct={act} />}
      {batch && <BalanceCard client={client} path={path} batch={batch} mayAct={mayAct} />}
      {batch && mayAsk && batch.progress.copies_done > 0 && (
        <Copies client={client} path={path} done={batch.progress.copies_done} />
      )}
      {held && <Quarantine client={client} path={path} held={held} mayAct={mayAct} onDone={look} />}
    </>
  );
}

interface HeadProps {
  batch: Listed;
  mayAct: boolean;
  onAct: (verb: string) => Promise<void>;
}

function Head({ batch, mayAct, onAct }: HeadProps) {
  const own = useOwnTexts(both);
  const language = useLanguage();
  const { progress } = batch;
  const { session } = useSession();
  const open = progress.jobs_open > 0;
  const stuck = stuckWords(batch, own, language);
  return (
    <section class="card" aria-live="polite">
      <p>
        <span class={`state ${batch.state}`}>{own.states[batch.state]}</span>{" "}
        <span class="soft">
          {own.lanes[batch.lane]}, {batch.unit}, {dateTime(batch.created, language)}
        </span>
      </p>
      {stuck && <p class="notice doubt">{stuck}</p>}
      {progress.reviews_waiting > 0 && (
        <p class="notice doubt">
          {hasRole(session, "review") ? (
            <a href="/review" onClick={follow}>
              {own.reviewsWaiting(progress.reviews_waiting)}
            </a>
          ) : (
            own.reviewsWaiting(progress.reviews_waiting)
          )}
        </p>
      )}
      <progress
        class="wide"
        max={progress.pages_total || 1}
        value={progress.pages_done}
        aria-label={own.progress}
      />
      <p>
        {own.pages(progress.pages_done, progress.pages_total)};{" "}
        {own.copies(progress.copies_done, progress.copies_total)}
        {paceWords(batch, own, language) && `; ${paceWords(batch, own, language)}`}
      </p>
      {mayAct && open && <Holding paused={batch.paused} onAct={onAct} />}
    </section>
  );
}

function Holding({ paused, onAct }: { paused: boolean; onAct: HeadProps["onAct"] }) {
  const own = useOwnTexts(both);
  const [asking, setAsking] = useState(false);
  if (asking) {
    return (
      <div class="notice doubt" role="group" aria-label={own.cancel}>
        <p>{own.cancelSure}</p>
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              setAsking(false);
              void onAct("cancel");
            }}
          >
            {own.yesCancel}
          </button>
          <button type="button" class="quiet" autoFocus onClick={() => setAsking(false)}>
            {own.no}
          </button>
        </p>
      </div>
    );
  }
  return (
    <p class="buttons">
      <button type="button" onClick={() => void onAct(paused ? "resume" : "pause")}>
        {paused ? own.resume : own.pause}
      </button>
      <button type="button" class="quiet" onClick={() => setAsking(true)}>
        {own.cancel}
      </button>
    </p>
  );
}
