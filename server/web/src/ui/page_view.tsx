// Pictures of pages, one at a time: zoomed, moved about, with boxes on what is spoken of. Pictures come
// as bytes (calls for papers carry headers) and are let go when another one is shown.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useLanguage, useOwnTexts } from "../texts/text";
import { around, kWhole, moved, scaled, shownAs, type Box, type Sight } from "./page_sight";
import { usePicture, type PictureLoader } from "./page_picture";
import { pageViewTexts } from "./page_view_texts";
import "./page_view.css";

export type { Box } from "./page_sight";
export type { PictureLoader } from "./page_picture";

export interface PageBox extends Box {
  tone?: "mark" | "now" | "doubt"; // "now": the one that is worked on
  label?: string;
}

export interface PageViewProps {
  label: string; // what is shown, for who does not see it
  pages: number;
  page: number; // from 0
  onPage: (page: number) => void;
  // Another function means other pictures: keep it the same (useCallback) while they are.
  load: PictureLoader;
  boxes?: PageBox[]; // on this page
  // Brought to the middle and made large; null: the whole page. A new object moves there again.
  focus?: Box | null;
  onBox?: (at: number) => void;
}

const kStep = 1.25;

export function PageView({
  label,
  pages,
  page,
  onPage,
  load,
  boxes = [],
  focus = null,
  onBox,
}: PageViewProps) {
  const texts = useOwnTexts(pageViewTexts);
  const language = useLanguage();
  const frame = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight>(kWhole);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const wanted = Math.ceil(room.width * sight.zoom * devicePixelRatio);
  const picture = usePicture(load, page, wanted);
  const paper = shownAs(room, picture.aspect);

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
    setSight(focus && picture.aspect > 0 ? around(focus, room, picture.aspect) : kWhole);
  }, [focus, page, load, picture.aspect > 0]);

  const zoom = (factor: number) => setSight((now) => scaled(now, factor));
  const move = (dx: number, dy: number) => setSight((now) => moved(now, dx, dy));
  const turn = (to: number) => {
    if (to >= 0 && to < pages) onPage(to);
  };

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act: Record<string, () => void> = {
      "+": () => zoom(kStep),
      "=": () => zoom(kStep),
      "-": () => zoom(1 / kStep),
      "0": () => setSight(kWhole),
      ArrowLeft: () => move(-0.1, 0),
      ArrowRight: () => move(0.1, 0),
      ArrowUp: () => move(0, -0.1),
      ArrowDown: () => move(0, 0.1),
      PageUp: () => turn(page - 1),
      PageDown: () => turn(page + 1),
    };
    const done = act[event.key];
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    done();
  }

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

  const drag = useRef<{ x: number; y: number } | null>(null);
  const scale = paper.width * sight.zoom;
  const tall = paper.height * sight.zoom;
  const number = new Intl.NumberFormat(language);

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
          drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (!from || scale === 0 || event.buttons === 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          move((from.x - event.clientX) / scale, (from.y - event.clientY) / tall);
          drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerUp={() => (drag.current = null)}
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
            {boxes.map((box, at) => (
              <span
                key={at}
                class={`page-box ${box.tone ?? "mark"}`}
                title={box.label}
                onClick={onBox && (() => onBox(at))}
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
