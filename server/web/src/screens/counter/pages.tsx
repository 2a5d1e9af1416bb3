// The pages in their order: look at them, put them right. One is chosen; keys act on it.
import { useCallback, useRef, useState } from "preact/hooks";
import type { Line } from "../../api/line";
import { useOwnTexts } from "../../texts/text";
import { PageView } from "../../ui/page_view";
import { Confirm } from "./confirm";
import type { Acts } from "./desk";
import { useKeys } from "./keys";
import { memo } from "./memo";
import type { Scan, ScanPage } from "./session";
import { texts as both, type CounterTexts } from "./texts";

const kWidth = 200;

function pictureOf(scan: string, page: ScanPage, width: number): string {
  const turns = page.quarter_turns ? `&turns=${page.quarter_turns}` : "";
  return `/api/v1/scans/${encodeURIComponent(scan)}/images/${page.page}?width=${width}${turns}`;
}

function flagWords(page: ScanPage, texts: CounterTexts): string {
  return page.flags
    .map((flag) =>
      flag === "skewed"
        ? `${texts.flags[flag]} ${Math.abs(page.skew_deg).toFixed(1)}°`
        : texts.flags[flag],
    )
    .join(", ");
}

// The chosen page, large enough to read, comes when somebody stays with it this long (ms).
const kStay = 250;

const stayed = (gone: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const soon = setTimeout(resolve, kStay);
    gone.addEventListener("abort", () => {
      clearTimeout(soon);
      reject(gone.reason);
    });
  });

export function Pages({ line, scan, acts }: { line: Line; scan: Scan; acts: Acts }) {
  const texts = useOwnTexts(both);
  const [chosen, setChosen] = useState("");
  const [dropping, setDropping] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  // What takes the place of a page that went is chosen next.
  const last = useRef(0);
  const found = scan.pages.findIndex((page) => page.page === chosen);
  const at = found >= 0 ? found : Math.max(0, Math.min(last.current, scan.pages.length - 1));
  last.current = at;
  const page = scan.pages[at];

  function choose(index: number): void {
    const next = scan.pages[index];
    if (!next) return;
    setChosen(next.page);
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  }

  const address = page && pictureOf(scan.scan, page, 0);
  const load = useCallback(
    async (_: number, width: number, gone: AbortSignal) => {
      await stayed(gone);
      return (address ?? "").replace("width=0", `width=${width}`);
    },
    [address],
  );

  useKeys({
    ArrowLeft: () => choose(at - 1),
    ArrowRight: () => choose(at + 1),
    Home: () => choose(0),
    End: () => choose(scan.pages.length - 1),
  });

  return (
    <section class="card" aria-labelledby="pages">
      <h2 id="pages">{texts.pages}</h2>
      {page && (
        <PageActs
          scan={scan}
          at={at}
          page={page}
          acts={acts}
          onDrop={() => setDropping(true)}
        />
      )}
      {dropping && page && (
        <Confirm
          question={texts.dropSure(at + 1)}
          yes={texts.yesDrop}
          onYes={() => {
            setDropping(false);
            acts.change({ change: "drop", sheet: page.sheet });
          }}
          onNo={() => setDropping(false)}
        />
      )}
      {page && (
        <div class="pages-and-page">
          <ul
            ref={list}
            class="pages"
            role="listbox"
            aria-label={texts.pages}
            aria-activedescendant={`page-${page.page}`}
            tabIndex={0}
          >
            {scan.pages.map((each, index) => (
              <Tile
                key={each.page}
                scan={scan.scan}
                page={each}
                number={index + 1}
                chosen={index === at}
                texts={texts}
                onChoose={setChosen}
              />
            ))}
          </ul>
          <PageView
            line={line}
            label={texts.chosenPage}
            pages={scan.pages.length}
            page={at}
            onPage={choose}
            load={load}
            everywhere
          />
        </div>
      )}
    </section>
  );
}

interface TileProps {
  scan: string;
  page: ScanPage;
  number: number;
  chosen: boolean;
  texts: CounterTexts;
  onChoose: (page: string) => void;
}

// Drawn anew only when it changes: a page that comes in must not redraw a hundred others.
const Tile = memo(
  function Tile({ scan, page, number, chosen, texts, onChoose }: TileProps) {
    const flags = flagWords(page, texts);
    return (
      <li
        id={`page-${page.page}`}
        role="option"
        aria-selected={chosen}
        class={page.second_image_of ? "second" : undefined}
        onClick={() => onChoose(page.page)}
      >
        <img src={pictureOf(scan, page, kWidth)} alt="" loading="lazy" decoding="async" />
        <strong>
          {texts.page(number)}
          {page.side === 1 && `, ${texts.back}`}
        </strong>
        {page.second_image_of && <span>{texts.second}</span>}
        {flags ? <span class="flag">⚠ {flags}</span> : <span class="fine">✓ {texts.fine}</span>}
        <span class="hint">{page.read ? texts.read : texts.reading}</span>
      </li>
    );
  },
  (one, other) =>
    one.number === other.number &&
    one.chosen === other.chosen &&
    one.texts === other.texts &&
    JSON.stringify(one.page) === JSON.stringify(other.page),
);

function PageActs({
  scan,
  at,
  page,
  acts,
  onDrop,
}: {
  scan: Scan;
  at: number;
  page: ScanPage;
  acts: Acts;
  onDrop: () => void;
}) {
  const texts = useOwnTexts(both);
  const idle = scan.state === "idle";
  const open = idle || scan.state === "feeding";
  const place = scan.sheets.indexOf(page.sheet);
  const before = scan.pages[at - 1];
  const alone = scan.pages.filter((each) => each.sheet === page.sheet).length === 1;
  const second = page.second_image_of !== null;

  function move(by: number): void {
    const sheets = [...scan.sheets];
    const other = sheets[place + by];
    if (place < 0 || other === undefined) return;
    sheets[place + by] = page.sheet;
    sheets[place] = other;
    acts.change({ change: "order", sheets });
  }
  const actions: [string, string, boolean, () => void][] = [
    ["Alt+ArrowLeft", texts.earlierPlace, open && place > 0, () => move(-1)],
    [
      "Alt+ArrowRight",
      texts.laterPlace,
      open && place >= 0 && place < scan.sheets.length - 1,
      () => move(1),
    ],
    [
      "r",
      texts.turn,
      open,
      () =>
        acts.change({
          change: "turn",
          page: page.page,
          quarters: (page.quarter_turns + 1) % 4,
        }),
    ],
    ["q", texts.rescan, idle, () => acts.feed({ replace: page.page })],
    ["g", texts.without, idle && !second, () => acts.feed({ without_note: page.page })],
    second
      ? ["m", texts.unpair, open, () => acts.change({ change: "unpair", sheet: page.sheet })]
      : [
          "m",
          texts.pair,
          open && alone && before !== undefined && before.second_image_of === null,
          () => acts.change({ change: "pair", sheet: page.sheet, page: before?.page ?? "" }),
        ],
    ["i", texts.insert, idle, () => acts.feed({ insert_after: page.page })],
    ["Delete", texts.drop, open, onDrop],
  ];
  useKeys(Object.fromEntries(actions.map(([key, , can, act]) => [key, can && act])));
  return (
    <p class="actions page-acts" role="group" aria-label={texts.chosen(at + 1)}>
      {actions.map(([key, text, can, act]) => (
        <button key={key} type="button" class="quiet" disabled={!can} onClick={act}>
          {text}
        </button>
      ))}
    </p>
  );
}
