// What runs, what is stuck and why. Below it, one batch.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import type { ScreenProps } from "../../app/areas";
import { go } from "../../app/router";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert, SelectField } from "../../ui/field";
import { said } from "../../ui/said";
import { LongList, type Column } from "../../ui/long_list";
import "./batches.css";
import { BatchDetail } from "./detail";
import { usePolling } from "../../ui/polling";
import { texts as both } from "./texts";
import { isMoving, paceOf, paceWords, type Listed } from "./words";

type ListedBatches = Schemas["ListedBatches"];

const kRowHeight = 60;
const kAtATime = 50;

export function BatchesScreen({ client, below }: ScreenProps) {
  return (
    <div class="batches">
      {below ? <BatchDetail key={below} client={client} id={below} /> : <BatchList client={client} />}
    </div>
  );
}

interface Filter {
  state: string;
  lane: string;
}

function addressOf(filter: Filter, cursor: string | null): string {
  const query = new URLSearchParams({ limit: String(kAtATime) });
  if (filter.state) query.set("state", filter.state);
  if (filter.lane) query.set("lane", filter.lane);
  if (cursor) query.set("cursor", cursor);
  return `/api/v1/batches?${query}`;
}

// Newer words about batches that are listed already, and batches that are new, before the others.
function merged(before: Listed[], fresh: Listed[]): Listed[] {
  const known = new Map(fresh.map((each) => [each.batch, each]));
  const ids = new Set(before.map((each) => each.batch));
  const added = fresh.filter((each) => !ids.has(each.batch));
  return [...added, ...before.map((each) => known.get(each.batch) ?? each)];
}

function BatchList({ client }: Pick<ScreenProps, "client">) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [filter, setFilter] = useState<Filter>({ state: "", lane: "" });
  const [batches, setBatches] = useState<Listed[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState("");
  const [current, setCurrent] = useState(-1);
  const columns = useColumns();
  const asking = useRef(false);

  const load = useCallback(
    async (cursor: string | null, keep: boolean): Promise<void> => {
      if (asking.current) return;
      asking.current = true;
      try {
        const page = await client.json<ListedBatches>(addressOf(filter, cursor));
        if (keep) {
          setBatches((before) => merged(before ?? [], page.batches));
        } else {
          setBatches((before) => (cursor && before ? [...before, ...page.batches] : page.batches));
          setNext(page.next);
        }
        setFailure("");
      } catch (error) {
        setFailure(said(error, general));
      } finally {
        asking.current = false;
      }
    },
    [client, filter, general],
  );

  useEffect(() => {
    setBatches(null);
    asking.current = false;
    void load(null, false);
  }, [load]);
  usePolling(batches !== null && batches.some(isMoving), () => load(null, true), paceOf(batches ?? []));

  const onEnd = useCallback(() => {
    if (next) void load(next, false);
  }, [next, load]);
  const choices = (words: Record<string, string>) => [
    { value: "", text: own.any },
    ...Object.entries(words).map(([value, text]) => ({ value, text })),
  ];
  return (
    <>
      <h1>{own.title}</h1>
      <div class="fields">
        <SelectField
          label={own.filterState}
          value={filter.state}
          choices={choices(own.states)}
          onChoice={(state) => setFilter({ ...filter, state })}
        />
        <SelectField
          label={own.filterLane}
          value={filter.lane}
          choices={choices(own.lanes)}
          onChoice={(lane) => setFilter({ ...filter, lane })}
        />
      </div>
      {failure && <Alert>{failure}</Alert>}
      {!batches && !failure && <p>{general.waiting}</p>}
      {batches?.length === 0 && !next && <p>{own.none}</p>}
      {batches && batches.length > 0 && (
        <LongList
          label={own.title}
          rows={batches}
          columns={columns}
          rowHeight={kRowHeight}
          current={Math.min(current, batches.length - 1)}
          onCurrent={setCurrent}
          onOpen={(at) => {
            const batch = batches[at];
            if (batch) go(`/batches/${encodeURIComponent(batch.batch)}`);
          }}
          onEnd={next ? onEnd : undefined}
        />
      )}
      {batches?.length === 0 && next && (
        <button type="button" class="quiet" onClick={onEnd}>
          {own.more}
        </button>
      )}
    </>
  );
}

function useColumns(): Column<Listed>[] {
  const own = useOwnTexts(both);
  const language = useLanguage();
  return [
    { title: own.batch, width: "minmax(0, 1.3fr)", show: ({ batch }) => <span class="name">{batch}</span> },
    { title: own.created, width: "210px", show: ({ created }) => dateTime(created, language) },
    {
      title: own.unit,
      width: "minmax(0, 1fr)",
      show: ({ unit, lane }) => (
        <>
          {unit}
          <span class="soft">{own.lanes[lane]}</span>
        </>
      ),
    },
    {
      title: own.state,
      width: "minmax(0, 1.2fr)",
      show: ({ state }) => <span class={`state ${state}`}>{own.states[state]}</span>,
    },
    {
      title: own.progress,
      width: "minmax(0, 1.2fr)",
      show: ({ progress: { pages_done, pages_total } }) => (
        <>
          <progress max={pages_total || 1} value={pages_done} aria-label={own.progress} />
          <span class="soft">{own.pages(pages_done, pages_total)}</span>
        </>
      ),
    },
    { title: own.held, width: "90px", show: ({ held }) => held || "" },
    { title: own.pace, width: "minmax(0, 1.2fr)", show: (batch) => paceWords(batch, own, language) },
  ];
}
