// The queue of an officer: what was compared so far is signed together, with one PIN.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useUnsaved } from "../../app/unsaved";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { More } from "../../ui/more";
import { usePaged } from "../../ui/paged";
import { Compare } from "./compare";
import { Queue } from "./queue";
import { RunView } from "./run";
import { Signing } from "./signing";
import { texts as both } from "./texts";

export type Request = Schemas["Certification"];
export type Run = Schemas["CertificationRun"];
// What was ticked, by the number of the request. Kept by this page alone until it is signed.
export type Compared = Record<number, Request["checks"]>;

type Requests = Schemas["Certifications"];

const rowsOf = (page: Requests) => page.certifications;
const keyOf = (request: Request) => request.certification;

// `onDecided`: something was certified or refused.
export function Officer({ client, onDecided }: { client: Client; onDecided: () => void }) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const list = usePaged<Request, Requests>(
    client,
    "/api/v1/certifications?state=waiting&limit=200",
    rowsOf,
    keyOf,
  );
  const queue = list.rows;
  const [compared, setCompared] = useState<Compared>({});
  const [open, setOpen] = useState<number | null>(null);
  const [run, setRun] = useState<string | null>(null);

  useUnsaved(run === null && Object.keys(compared).length > 0);

  // What waits no more is not signed.
  useEffect(() => {
    if (!queue) return;
    const there = new Set(queue.map(keyOf));
    setCompared((before) =>
      Object.fromEntries(Object.entries(before).filter(([number]) => there.has(Number(number)))),
    );
  }, [queue]);

  useEffect(() => {
    // A run of ours that goes on since before the page was loaded anew.
    client
      .json<{ run: Run | null }>("/api/v1/certification-runs/current")
      .then((answer) => answer.run && setRun(answer.run.run))
      .catch(() => undefined);
  }, [client]);

  const takeOut = (number: number) =>
    setCompared(({ [number]: gone, ...others }) => others);

  // The next one of the queue that nobody compared yet, or the queue itself.
  function next(after: number, ticked: Compared): void {
    const numbers = (queue ?? []).map(keyOf);
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
          list.again();
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
          list.again();
        }}
        onTakeOut={() => takeOut(open)}
        onBack={() => setOpen(null)}
      />
    );
  }
  return (
    <>
      {list.failure && <Alert>{list.failure}</Alert>}
      <section class="card" aria-labelledby="queue-title">
        <h2 id="queue-title">{own.queue}</h2>
        {!queue && !list.failure && <p>{general.waiting}</p>}
        {queue?.length === 0 && <p>{own.queueEmpty}</p>}
        {queue && queue.length > 0 && (
          <Queue queue={queue} compared={compared} onOpen={setOpen} onTakeOut={takeOut} />
        )}
        <More more={list.more} />
      </section>
      {queue && queue.length > 0 && <Signing client={client} compared={compared} onRun={setRun} />}
    </>
  );
}
