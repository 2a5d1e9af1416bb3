// What runs, what is stuck and why. Below it, one batch.
import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import type { ScreenProps } from "../../app/areas";
import { go } from "../../app/router";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert, SelectField } from "../../ui/field";
import { LongList, type Column } from "../../ui/long_list";
import { More } from "../../ui/more";
import { usePaged } from "../../ui/paged";
import { usePolling } from "../../ui/polling";
import "./batches.css";
import { BatchDetail } from "./detail";
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

function addressOf(filter: Filter): string {
  const query = new URLSearchParams({ limit: String(kAtATime) });
  if (filter.state) query.set("state", filter.state);
  if (filter.lane) query.set("lane", filter.lane);
  return `/api/v1/batches?${query}`;
}

const rowsOf = (page: ListedBatches) => page.batches;
const keyOf = (row: Listed) => row.batch;

function BatchList({ client }: Pick<ScreenProps, "client">) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [filter, setFilter] = useState<Filter>({ state: "", lane: "" });
  const [current, setCurrent] = useState(-1);
  const columns = useColumns();
  const list = usePaged<Listed, ListedBatches>(client, addressOf(filter), rowsOf, keyOf);
  const { rows: batches, failure, more } = list;
  usePolling(batches !== null && batches.some(isMoving), list.again, paceOf(batches ?? []));

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
      {batches?.length === 0 && !more && <p>{own.none}</p>}
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
          onEnd={more}
        />
      )}
      {batches?.length === 0 && <More more={more} />}
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
