// A run at work, copy by copy. It goes on at the server whether or not anybody looks.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { usePolling } from "../../ui/polling";
import { said } from "../../ui/said";
import type { Run } from "./officer";
import { texts as both } from "./texts";

interface RunProps {
  client: Client;
  id: string;
  titles: Record<number, string>;
  onEnded: () => void;
  onClose: () => void;
}

export function RunView({ client, id, titles, onEnded, onClose }: RunProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [run, setRun] = useState<Run | null>(null);
  const [failure, setFailure] = useState("");
  const path = `/api/v1/certification-runs/${id}`;

  const look = useCallback(async (): Promise<void> => {
    try {
      setRun(await client.json<Run>(path));
      setFailure("");
    } catch (error) {
      setFailure(said(error, general));
    }
  }, [client, path, general]);
  useEffect(() => void look(), [look]);
  const ended = run?.state === "ended";
  usePolling(!ended, look, 1000);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended]);

  async function stop(): Promise<void> {
    try {
      setRun(await client.json<Run>(`${path}/stop`, { method: "POST" }));
    } catch (error) {
      setFailure(said(error, general));
    }
  }

  const items = run?.items ?? [];
  const certified = items.filter((item) => item.state === "certified").length;
  const words = (item: Run["items"][number]): string => {
    if (item.number !== null) return own.numberGiven(item.number, item.book ?? "");
    if (item.problem) return item.problem.reason;
    return ended && item.state === "waiting" ? own.notBegun : "";
  };
  return (
    <section class="card" aria-labelledby="run-title">
      <h2 id="run-title">{ended ? own.runStates.ended : own.running}</h2>
      <p role="status">
        {run && (ended ? own.runDone(certified, items.length) : own.runStates[run.state])}
      </p>
      <progress class="wide" max={items.length || 1} value={certified} aria-label={own.running} />
      {run?.problem && <Alert>{run.problem.reason}</Alert>}
      {failure && <Alert>{failure}</Alert>}
      <ol class="plain run">
        {items.map((item) => (
          <li key={item.certification}>
            <span class={`mark ${item.state}`}>{own.itemStates[item.state]}</span>{" "}
            {titles[item.certification] || own.untitled} <span class="soft">{words(item)}</span>
          </li>
        ))}
      </ol>
      <p class="buttons">
        {ended ? (
          <button type="button" autoFocus onClick={onClose}>
            {own.close}
          </button>
        ) : (
          <button type="button" class="quiet" onClick={() => void stop()}>
            {own.stop}
          </button>
        )}
      </p>
    </section>
  );
}
