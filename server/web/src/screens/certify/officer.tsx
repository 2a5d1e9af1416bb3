// The queue of an officer: what was compared so far is signed together, with one PIN.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useUnsaved } from "../../app/unsaved";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { Compare } from "./compare";
import { Queue } from "./queue";
import { RunView } from "./run";
import { Signing } from "./signing";
import { texts as both } from "./texts";

export type Request = Schemas["Certification"];
export type Run = Schemas["CertificationRun"];
// What was ticked, by the number of the request. Kept by this page alone until it is signed.
export type Compared = Record<number, Request["checks"]>;

// `onDecided`: something was certified or refused.
export function Officer({ client, onDecided }: { client: Client; onDecided: () => void }) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [queue, setQueue] = useState<Request[] | null>(null);
  const [compared, setCompared] = useState<Compared>({});
  const [open, setOpen] = useState<number | null>(null);
  const [run, setRun] = useState<string | null>(null);
  const [failure, setFailure] = useState("");

  useUnsaved(run === null && Object.keys(compared).length > 0);

  const load = useCallback(async (): Promise<void> => {
    try {
      const page = await client.json<Schemas["Certifications"]>(
        "/api/v1/certifications?state=waiting&limit=500",
      );
      setQueue(page.certifications);
      setFailure("");
      const there = new Set(page.certifications.map((each) => each.certification));
      setCompared((before) =>
        Object.fromEntries(Object.entries(before).filter(([number]) => there.has(Number(number)))),
      );
    } catch (error) {
      setFailure(said(error, general));
    }
  }, [client, general]);

  useEffect(() => {
    void load();
    // A run of ours that goes on since before the page was loaded anew.
    client
      .json<{ run: Run | null }>("/api/v1/certification-runs/current")
      .then((answer) => answer.run && setRun(answer.run.run))
      .catch(() => undefined);
  }, [client, load]);

  const takeOut = (number: number) =>
    setCompared(({ [number]: gone, ...others }) => others);

  // The next one of the queue that nobody compared yet, or the queue itself.
  function next(after: number, ticked: Compared): void {
    const numbers = (queue ?? []).map((each) => each.certification);
    const rest = [...numbers.slice(numbers.indexOf(after) + 1), ...numbers];
    setOpen(rest.find((number) => number !== after && !(number in ticked)) ?? null);
  }

  if (run) {
    return (
      <RunView
        client={client}
        id={run}
        titles={Object.fromEntries((queue ?? []).map((each) => [each.certification, each.title]))}
        onEnded={onDecided}
        onClose={() => {
          setRun(null);
          void load();
        }}
      />
    );
  }
  if (open !== null) {
    return (
      <Compare
        key={open}
        client={client}
        number={open}
        ticked={compared[open] ?? null}
        onDone={(checks) => {
          const ticked = { ...compared, [open]: checks };
          setCompared(ticked);
          next(open, ticked);
        }}
        onRefused={() => {
          onDecided();
          takeOut(open);
          next(open, compared);
          void load();
        }}
        onTakeOut={() => takeOut(open)}
        onBack={() => setOpen(null)}
      />
    );
  }
  return (
    <>
      {failure && <Alert>{failure}</Alert>}
      <section class="card" aria-labelledby="queue-title">
        <h2 id="queue-title">{own.queue}</h2>
        {!queue && !failure && <p>{general.waiting}</p>}
        {queue?.length === 0 && <p>{own.queueEmpty}</p>}
        {queue && queue.length > 0 && (
          <Queue queue={queue} compared={compared} onOpen={setOpen} onTakeOut={takeOut} />
        )}
      </section>
      {queue && queue.length > 0 && <Signing client={client} compared={compared} onRun={setRun} />}
    </>
  );
}
