// What waits for a person, the counter's first, and who has it open.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { clockTime, dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Dialog } from "../../ui/dialog";
import { Alert, SelectField } from "../../ui/field";
import { LongList, type Column } from "../../ui/long_list";
import { usePaged } from "../../ui/paged";
import { isOthers, type Entry } from "./model";
import { texts } from "./texts";

export type Order = "since" | "certainty";

type Reviews = Schemas["Reviews"];

const addressOf = (order: Order) => `/api/v1/reviews?order=${order}&limit=50`;

export function fetchQueue(client: Client, order: Order): Promise<Reviews> {
  return client.json<Reviews>(addressOf(order));
}

interface Props {
  client: Client;
  order: Order;
  onOrder: (order: Order) => void;
  onOpen: (id: string) => void;
}

const rowsOf = (page: Reviews) => page.reviews;
const keyOf = (entry: Entry) => entry.document;

export function Queue({ client, order, onOrder, onOpen }: Props) {
  const t = useOwnTexts(texts);
  const all = useTexts();
  const list = usePaged<Entry, Reviews>(client, addressOf(order), rowsOf, keyOf);
  const [current, setCurrent] = useState(-1);
  const [asked, setAsked] = useState<Entry | null>(null); // somebody else has it: open all the same?
  const columns = useColumns();
  const start = useRef<HTMLButtonElement>(null);
  const first = list.rows?.[0];
  useEffect(() => start.current?.focus(), [first?.document]);
  const open = (entry: Entry) => (isOthers(entry.claim) ? setAsked(entry) : onOpen(entry.document));

  return (
    <>
      <h1>{t.title}</h1>
      {list.failure && <Alert>{list.failure}</Alert>}
      {!list.rows && !list.failure && <p>{all.waiting}</p>}
      <div class="review-buttons" aria-live="polite">
        {list.page &&
          (list.page.waiting > 0 ? <strong>{t.waiting(list.page.waiting)}</strong> : t.nothing)}
      </div>
      <div class="review-buttons">
        {first && (
          <button ref={start} type="button" onClick={() => open(first)}>
            {t.start}
          </button>
        )}
        <button type="button" class="quiet" onClick={list.again}>
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
      {list.rows && list.rows.length > 0 && (
        <LongList
          label={t.title}
          rows={list.rows}
          columns={columns}
          current={Math.min(current, list.rows.length - 1)}
          onCurrent={setCurrent}
          onOpen={(at) => {
            const entry = list.rows?.[at];
            if (entry) open(entry);
          }}
          onEnd={list.more}
          rowHeight={60}
          className="review-list"
        />
      )}
      {asked && <Taken entry={asked} onOpen={onOpen} onClose={() => setAsked(null)} />}
    </>
  );
}

function useColumns(): Column<Entry>[] {
  const t = useOwnTexts(texts);
  const language = useLanguage();
  return useMemo(
    () => [
      { title: t.document, width: "minmax(160px, 3fr)", show: (entry) => entry.title || t.unknownKind },
      {
        title: t.claim,
        width: "minmax(150px, 2fr)",
        show: ({ claim }) => {
          if (!claim) return "";
          return claim.mine ? t.claimMine : t.claimOf(claim.by, clockTime(claim.until));
        },
      },
      { title: t.lane, width: "90px", show: (entry) => t.lanes[entry.lane] },
      { title: t.unit, width: "minmax(70px, 1fr)", show: (entry) => entry.unit },
      { title: t.pages, width: "80px", show: (entry) => entry.pages },
      { title: t.certainty, width: "80px", show: (entry) => `${Math.floor(entry.certainty * 100)}%` },
      { title: t.since, width: "210px", show: (entry) => dateTime(entry.since, language) },
    ],
    [t, language],
  );
}

function Taken({
  entry,
  onOpen,
  onClose,
}: {
  entry: Entry;
  onOpen: (id: string) => void;
  onClose: () => void;
}) {
  const t = useOwnTexts(texts);
  return (
    <Dialog title={entry.title || t.unknownKind} onCancel={onClose}>
      <p>{t.claimTold(entry.claim?.by ?? "", clockTime(entry.claim?.until))}</p>
      <div class="actions">
        <button type="button" autoFocus onClick={onClose}>
          {t.claimLeave}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            onClose();
            onOpen(entry.document);
          }}
        >
          {t.claimOpen}
        </button>
      </div>
    </Dialog>
  );
}
