// What waits for a person, the counter's first.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert, SelectField } from "../../ui/field";
import { said } from "../../ui/said";
import type { Entry } from "./model";
import { texts } from "./texts";

export type Order = "since" | "certainty";

export function fetchQueue(client: Client, order: Order): Promise<Schemas["Reviews"]> {
  return client.json<Schemas["Reviews"]>(`/api/v1/reviews?order=${order}&limit=50`);
}

interface Props {
  client: Client;
  order: Order;
  onOrder: (order: Order) => void;
  onOpen: (id: string) => void;
}

export function Queue({ client, order, onOrder, onOpen }: Props) {
  const t = useOwnTexts(texts);
  const all = useTexts();
  const language = useLanguage();
  const [found, setFound] = useState<Schemas["Reviews"] | null>(null);
  const [failure, setFailure] = useState("");
  const start = useRef<HTMLButtonElement>(null);
  const load = useCallback(() => {
    setFailure("");
    fetchQueue(client, order).then(setFound, (error: unknown) => setFailure(said(error, all)));
  }, [client, order, all]);
  useEffect(load, [load]);
  const first = found?.reviews[0];
  useEffect(() => start.current?.focus(), [first?.document]);

  return (
    <>
      <h1>{t.title}</h1>
      {failure && <Alert>{failure}</Alert>}
      <div class="review-buttons" aria-live="polite">
        {found && (found.waiting > 0 ? <strong>{t.waiting(found.waiting)}</strong> : t.nothing)}
      </div>
      <div class="review-buttons">
        {first && (
          <button ref={start} type="button" onClick={() => onOpen(first.document)}>
            {t.start}
          </button>
        )}
        <button type="button" class="quiet" onClick={load}>
          {t.refresh}
        </button>
        <SelectField
          label={t.order}
          value={order}
          choices={[
            { value: "since", text: t.bySince },
            { value: "certainty", text: t.byCertainty },
          ]}
          onChoice={(value) => onOrder(value as Order)}
        />
      </div>
      {found && found.reviews.length > 0 && (
        <div class="scrolls" role="region" aria-label={t.title} tabIndex={0}>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{t.document}</th>
                <th scope="col">{t.lane}</th>
                <th scope="col">{t.unit}</th>
                <th scope="col">{t.pages}</th>
                <th scope="col">{t.certainty}</th>
                <th scope="col">{t.since}</th>
              </tr>
            </thead>
            <tbody>
              {found.reviews.map((entry: Entry) => (
                <tr key={entry.document}>
                  <td>
                    <button type="button" class="link" onClick={() => onOpen(entry.document)}>
                      {entry.title || t.unknownKind}
                    </button>
                  </td>
                  <td>{t.lanes[entry.lane]}</td>
                  <td>{entry.unit}</td>
                  <td>{entry.pages}</td>
                  <td>{Math.floor(entry.certainty * 100)}%</td>
                  <td>{dateTime(entry.since, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
