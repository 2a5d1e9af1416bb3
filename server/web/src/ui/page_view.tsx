// Pictures of pages, one at a time: zoomed, moved about, with boxes on what is spoken of. Pictures come
// as bytes (calls for papers carry headers) and are let go when another one is shown.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Line } from "../api/line";
import { useLanguage, useOwnTexts, useTexts } from "../texts/text";
import { useLineBack } from "./line_back";
import { around, belowBand, kWhole, moved, scaled, shownAs, type Box, type Sight } from "./page_sight";
import { usePicture, type PictureLoader } from "./page_picture";
import { pageViewTexts } from "./page_view_texts";
import "./page_view.css";

export type { Box } from "./page_sight";
export type { PictureLoader } from "./page_picture";

export interface PageBox extends Box {
  tone: "now" | "doubt" | "hit"; // "now": the one that is worked on
}

export interface PageViewProps {
  line: Line; // a picture that did not come is asked for again when the line is back
  label: string; // what is shown, for who does not see it
  pages: number;
  page: number; // from 0
  onPage: (page: number) => void;
  // Another function means other pictures: keep it the same (useCallback) while they are.
  load: PictureLoader;
  boxes?: PageBox[]; // on this page
  // Boxes and focus are of a picture of this shape, width over height, with a band above it.
  bandOver?: number | undefined;
  // Brought to the middle and made large; null: the whole page. A new object moves there again.
  focus?: Box | null;
  // Somebody pressed this place, in parts of the page.
  onPoint?: (x: number, y: number) => void;
  // Each page once its picture is before somebody's eyes.
  onShown?: (page: number) => void;
  onFailed?: (page: number) => void;
  // PageUp, PageDown and Alt with + − 0 act wherever the focus is: for screens with one picture.
  everywhere?: boolean;
}

type Acts = Record<string, () => void>;

const kStep = 1.25;
const kTremble = 4; // pixels that a hand moves which only presses
const kMostlySeen = 0.5; // of the frame

export function PageView({
  line,
  label,
  pages,
  page,
  onPage,
  load,
  boxes = [],
  focus = null,
  bandOver,
  onPoint,
  onShown,
  onFailed,
  everywhere = false,
}: PageViewProps) {
  const texts = useOwnTexts(pageViewTexts);
  const shared = useTexts();
  const language = useLanguage();
  const frame = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight>(kWhole);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const wanted = Math.ceil(room.width * sight.zoom * devicePixelRatio);
  const picture = usePicture(load, page, wanted);
  const paper = shownAs(room, picture.aspect);
  const placed = (box: Box) =>
    bandOver && picture.aspect > 0 ? belowBand(box, bandOver, picture.aspect) : box;
  useLineBack(line, () => picture.failed && picture.tryAgain());
  useShown(frame, picture.url !== "", page, onShown);
  useEffect(() => {
    if (picture.failed) onFailed?.(page);
  }, [picture.failed, page]);

  useLayoutEffect(() => {
    const box = frame.current;
    if (!box) return;
    const measure = () => setRoom({ width: box.clientWidth, height: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    setSight(focus && picture.aspect > 0 ? around(placed(focus), room, picture.aspect) : kWhole);
  }, [focus, page, load, picture.aspect > 0]);

  const zoom = (factor: number) => setSight((now) => scaled(now, factor));
  const move = (dx: number, dy: number) => setSight((now) => moved(now, dx, dy));
  const turn = (to: number) => {
    if (to >= 0 && to < pages) onPage(to);
  };

  const zooms: Acts = {
    "+": () => zoom(kStep),
    "=": () => zoom(kStep),
    "-": () => zoom(1 / kStep),
    "0": () => setSight(kWhole),
  };
  const turns: Acts = { PageUp: () => turn(page - 1), PageDown: () => turn(page + 1) };
  const moves: Acts = {
    ArrowLeft: () => move(-0.1, 0),
    ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1),
    ArrowDown: () => move(0, 0.1),
  };
  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { ...zooms, ...turns, ...moves }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
  useEverywhere(everywhere, (event) => (event.altKey ? zooms : turns)[event.key]);

  useEffect(() => {
    const box = frame.current;
    if (!box) return;
    // Not passive, or the page would scroll along.
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setSight((now) => scaled(now, event.deltaY < 0 ? kStep : 1 / kStep));
    };
    box.addEventListener("wheel", wheel, { passive: false });
    return () => box.removeEventListener("wheel", wheel);
  }, []);

  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const scale = paper.width * sight.zoom;
  const tall = paper.height * sight.zoom;
  const number = new Intl.NumberFormat(language);

  function point(event: PointerEvent): void {
    const box = frame.current?.getBoundingClientRect();
    if (!box || !onPoint || scale === 0) return;
    onPoint(
      sight.x + (event.clientX - box.left - room.width / 2) / scale,
      sight.y + (event.clientY - box.top - room.height / 2) / tall,
    );
  }

  return (
    <div class="page-view">
      <div class="page-tools" role="toolbar" aria-label={texts.tools}>
        <button
          type="button"
          class="quiet"
          disabled={page === 0}
          onClick={() => turn(page - 1)}
          aria-label={texts.before}
        >
          ◀
        </button>
        <span aria-live="polite">
          {texts.page} {number.format(page + 1)}/{number.format(pages)}
        </span>
        <button
          type="button"
          class="quiet"
          disabled={page + 1 >= pages}
          onClick={() => turn(page + 1)}
          aria-label={texts.after}
        >
          ▶
        </button>
        <button type="button" class="quiet" onClick={() => zoom(1 / kStep)} aria-label={texts.smaller}>
          −
        </button>
        <button type="button" class="quiet" onClick={() => zoom(kStep)} aria-label={texts.larger}>
          +
        </button>
        <button type="button" class="quiet" onClick={() => setSight(kWhole)}>
          {texts.whole}
        </button>
        {picture.failed && (
          <button
            type="button"
            onClick={() => {
              frame.current?.focus(); // the button goes, the keys of the view go on
              picture.tryAgain();
            }}
          >
            {shared.tryAgain}
          </button>
        )}
      </div>
      <div
        ref={frame}
        class="page-frame"
        role="group"
        tabIndex={0}
        aria-label={`${label}, ${texts.page} ${page + 1}/${pages}. ${texts.keys}`}
        aria-busy={picture.waiting}
        onKeyDown={key}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (!from || scale === 0 || event.buttons === 0) return;
          const [dx, dy] = [from.x - event.clientX, from.y - event.clientY];
          if (!from.moved && Math.abs(dx) + Math.abs(dy) < kTremble) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          move(dx / scale, dy / tall);
          drag.current = { x: event.clientX, y: event.clientY, moved: true };
        }}
        onPointerUp={(event) => {
          if (drag.current && !drag.current.moved) point(event);
          drag.current = null;
        }}
        onPointerCancel={() => (drag.current = null)}
      >
        {picture.failed && <p class="page-said">{texts.failed}</p>}
        {!picture.failed && !picture.url && <p class="page-said">{texts.waiting}</p>}
        {picture.url && (
          <div
            class="page-paper"
            style={{
              width: `${scale}px`,
              height: `${tall}px`,
              transform: `translate(${room.width / 2 - sight.x * scale}px, ${room.height / 2 - sight.y * tall}px)`,
            }}
          >
            <img src={picture.url} alt="" draggable={false} />
            {boxes.map(({ tone, ...parts }) => ({ tone, ...placed(parts) })).map((box, at) => (
              <span
                key={at}
                class={`page-box ${box.tone}`}
                style={{
                  left: `${box.x * 100}%`,
                  top: `${box.y * 100}%`,
                  width: `${box.width * 100}%`,
                  height: `${box.height * 100}%`,
                }}
              />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

function useShown(
  frame: { current: HTMLElement | null },
  there: boolean,
  page: number,
  onShown: ((page: number) => void) | undefined,
): void {
  const latest = useRef(onShown);
  latest.current = onShown;
  const wanted = onShown !== undefined;
  useEffect(() => {
    const box = frame.current;
    if (!box || !there || !wanted) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current?.(page),
      { threshold: kMostlySeen },
    );
    observer.observe(box);
    return () => observer.disconnect();
  }, [there, page, wanted]);
}

function useEverywhere(
  on: boolean,
  actOf: (event: KeyboardEvent) => (() => void) | undefined,
): void {
  const latest = useRef(actOf);
  latest.current = actOf;
  useLayoutEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
      if (document.querySelector("dialog[open]")) return;
      if (event.target instanceof Element && event.target.closest("select")) return;
      const act = latest.current(event);
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [on]);
}
