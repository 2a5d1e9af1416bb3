// A page as it was scanned: dragged, zoomed, and brought to where a value stands.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Line } from "../../api/line";
import { useOwnTexts, useTexts } from "../../texts/text";
import { useLineBack } from "../../ui/line_back";
import { pictureOf } from "./desk";
import type { Review } from "./model";
import { texts } from "./texts";

export interface Place {
  page: number;
  box: number[] | null; // x, y, width, height; null: the whole page
}

export interface View {
  scale: number;
  x: number;
  y: number;
}

interface Props {
  line: Line;
  review: Review;
  place: Place;
  // Boxes to outline, and which of them is in work.
  marks: { box: number[]; current: boolean }[];
  short: boolean; // leaves room below
  onPoint?: (x: number, y: number) => void;
}

const kMargin = 12;

export function viewOf(box: number[] | null, page: [number, number], room: [number, number]): View {
  const fit = Math.min((room[0] - kMargin) / page[0], (room[1] - kMargin) / page[1]);
  if (!box || (box[2] ?? 0) <= 0) {
    return { scale: fit, x: (room[0] - page[0] * fit) / 2, y: (room[1] - page[1] * fit) / 2 };
  }
  const [left, top, width, height] = box as [number, number, number, number];
  const scale = Math.max(
    fit,
    Math.min(fit * 4, (room[0] * 0.8) / width, (room[1] * 0.3) / Math.max(height, 1)),
  );
  const x = room[0] / 2 - (left + width / 2) * scale;
  const y = room[1] / 2 - (top + height / 2) * scale;
  return { scale, x: Math.round(x), y: Math.round(y) };
}

export function PageView({ line, review, place, marks, short, onPoint }: Props) {
  const t = useOwnTexts(texts);
  const frame = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const [view, setView] = useState<View>({ scale: 0.2, x: 0, y: 0 });
  const all = useTexts();
  const [failed, setFailed] = useState("");
  const page = review.pages.find((each) => each.page === place.page) ?? review.pages[0];
  const size: [number, number] = [page?.width ?? 1, page?.height ?? 1];
  const source = page ? pictureOf(review, page.page, page.width) : "";

  const tryAgain = () => setFailed("");
  useLineBack(line, tryAgain);

  const room = (): [number, number] => [
    frame.current?.clientWidth ?? 600,
    frame.current?.clientHeight ?? 600,
  ];
  useLayoutEffect(() => {
    setView(viewOf(place.box, size, room()));
  }, [place.page, place.box?.join(), size[0], size[1]]);

  const zoom = (factor: number) => {
    const [w, h] = room();
    setView((now) => ({
      scale: now.scale * factor,
      x: w / 2 - (w / 2 - now.x) * factor,
      y: h / 2 - (h / 2 - now.y) * factor,
    }));
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else if (event.key === "0") setView(viewOf(null, size, room()));
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [size[0], size[1]]);

  const point = (event: PointerEvent) => {
    if (!onPoint || !frame.current) return;
    const bounds = frame.current.getBoundingClientRect();
    onPoint(
      (event.clientX - bounds.left - view.x) / view.scale,
      (event.clientY - bounds.top - view.y) / view.scale,
    );
  };
  return (
    <div class="review-picture">
      <div
        ref={frame}
        class={short ? "review-frame short" : "review-frame"}
        role="img"
        aria-label={`${t.picture}: ${t.page(review.pages.findIndex((p) => p === page) + 1, review.pages.length)}`}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (!from) return;
          const dx = event.clientX - from.x;
          const dy = event.clientY - from.y;
          if (!from.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
          drag.current = { x: event.clientX, y: event.clientY, moved: true };
          setView((now) => ({ ...now, x: now.x + dx, y: now.y + dy }));
        }}
        onPointerUp={(event) => {
          if (drag.current && !drag.current.moved) point(event);
          drag.current = null;
        }}
        onWheel={(event) => {
          event.preventDefault();
          zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
        }}
      >
        <div
          class="review-paper"
          style={{
            width: `${size[0]}px`,
            height: `${size[1]}px`,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          }}
        >
          {source && failed !== source && (
            <img
              src={source}
              alt=""
              width={size[0]}
              height={size[1]}
              draggable={false}
              onError={() => setFailed(source)}
            />
          )}
          {marks.map((mark, at) => (
            <div
              key={at}
              class={mark.current ? "review-box current" : "review-box"}
              style={{
                left: `${mark.box[0]}px`,
                top: `${mark.box[1]}px`,
                width: `${mark.box[2]}px`,
                height: `${mark.box[3]}px`,
                outlineWidth: `${2 / view.scale}px`,
              }}
            />
          ))}
        </div>
        {failed === source && source && <p class="review-nopicture">{t.noPicture}</p>}
      </div>
      <div class="review-zoom">
        {failed === source && source && (
          <button type="button" onClick={tryAgain}>
            {all.tryAgain}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => zoom(1.3)} aria-label={t.zoomIn}>
          +
        </button>
        <button type="button" class="quiet" onClick={() => zoom(1 / 1.3)} aria-label={t.zoomOut}>
          −
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => setView(viewOf(null, size, room()))}
        >
          {t.wholePage}
        </button>
      </div>
    </div>
  );
}
