// What of a batch waits for a person, by reason, and how it is put back to work.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { HeldList } from "./held_list";
import { kAsSet, RetrySettings, settingsOf } from "./retry_settings";
import { texts as both } from "./texts";

type Held = Schemas["Quarantine"];
type Reason = Held["reasons"][number];
type Retried = Schemas["Retried"];

export interface QuarantineProps {
  client: Client;
  path: string;
  held: Held;
  mayAct: boolean;
  onDone: () => Promise<void>;
}

export function Quarantine({ client, path, held, mayAct, onDone }: QuarantineProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [news, setNews] = useState("");
  const [failure, setFailure] = useState("");

  async function retry(order: Schemas["RetryOrder"]): Promise<void> {
    try {
      const done = await client.json<Retried>(`${path}/quarantine/retry`, { method: "POST", json: order });
      const left = done.left.reduce((sum, each) => sum + each.count, 0);
      const words = [own.retried(done.retried + done.started_again)];
      if (left > 0) words.push(own.left_(left));
      setNews(words.join(" "));
      setFailure("");
      await onDone();
    } catch (error) {
      setFailure(said(error, general));
    }
  }

  return (
    <section aria-labelledby="quarantine-title">
      <h2 id="quarantine-title">{own.quarantine}</h2>
      <p role="status">{news}</p>
      {failure && <Alert>{failure}</Alert>}
      {held.secrets > 0 && <p class="notice doubt">{own.secrets(held.secrets)}</p>}
      {held.reasons.length === 0 && held.secrets === 0 && <p>{own.nothingHeld}</p>}
      {mayAct && held.reasons.length > 0 && <p class="soft">{own.retryKeys}</p>}
      {held.reasons.map((reason) => (
        <ReasonCard key={reason.code} reason={reason} {...{ client, path, held, mayAct }} onRetry={retry} />
      ))}
    </section>
  );
}

interface ReasonProps extends Omit<QuarantineProps, "onDone"> {
  reason: Reason;
  onRetry: (order: Schemas["RetryOrder"]) => Promise<void>;
}

function ReasonCard({ client, path, held, mayAct, reason, onRetry }: ReasonProps) {
  const own = useOwnTexts(both);
  const [settings, setSettings] = useState(kAsSet);
  const [more, setMore] = useState<Held["items"]>([]);
  const first = held.items.filter((each) => each.code === reason.code);
  const known = [...first, ...more.filter((each) => first.every((one) => one.id !== each.id))];
  const id = `reason-${reason.code}`;

  // Items that were put back to work are gone from what was shown.
  useEffect(() => setMore([]), [reason.count]);

  async function showMore(): Promise<void> {
    const last = known[known.length - 1]?.id ?? 0;
    const query = new URLSearchParams({ reason: reason.code, cursor: String(last), limit: "200" });
    const page = await client.json<Held>(`${path}/quarantine?${query}`);
    setMore((before) => [...before, ...page.items]);
  }

  return (
    <section class="card" aria-labelledby={id}>
      <h3 id={id}>
        {reason.reason} <span class="soft">({own.items(reason.count)})</span>
      </h3>
      <p class="soft">{reason.code}</p>
      {mayAct && (
        <>
          <p class="buttons">
            <button type="button" onClick={() => void onRetry({ reason: reason.code })}>
              {own.retryAll(reason.count)}
            </button>
          </p>
          <details>
            <summary>{own.otherSettings}</summary>
            <RetrySettings chosen={settings} onChoose={setSettings} />
            <p class="soft">{own.settingsNote}</p>
            <button
              type="button"
              disabled={Object.keys(settingsOf(settings)).length === 0}
              onClick={() => void onRetry({ reason: reason.code, settings: settingsOf(settings) })}
            >
              {own.retryWith}
            </button>
          </details>
        </>
      )}
      <HeldList
        label={reason.reason}
        path={path}
        items={known}
        onRetry={mayAct ? (item) => onRetry({ items: [item] }) : null}
      />
      {known.length < reason.count && (
        <button type="button" class="quiet" onClick={() => void showMore()}>
          {own.more}
        </button>
      )}
    </section>
  );
}
