// A list of any length as a table of which only the rows in sight exist. Arrows, PageUp, PageDown, Home
// and End move, Enter opens; the rows are of one height.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import "./long_list.css";

export interface Column<Row> {
  title: string;
  width: string; // as of grid-template-columns: "3fr", "120px"
  show: (row: Row) => ComponentChildren;
}

export interface LongListProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  current: number; // -1: none
  onCurrent: (at: number) => void;
  onOpen: (at: number) => void;
  // The last rows came into sight: more of them may be fetched.
  onEnd?: (() => void) | undefined;
  rowHeight?: number; // pixels
  className?: string;
}

const kSpare = 6; // rows drawn beyond each edge

export function LongList<Row>({
  label,
  columns,
  rows,
  current,
  onCurrent,
  onOpen,
  onEnd,
  rowHeight = 44,
  className = "",
}: LongListProps<Row>) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [tall, setTall] = useState(0);
  const askedAt = useRef(-1);

  useLayoutEffect(() => {
    const box = frame.current;
    if (!box) return;
    const measure = () => setTall(box.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(top / rowHeight) - kSpare);
  const last = Math.min(rows.length, Math.ceil((top + tall) / rowHeight) + kSpare);

  useEffect(() => {
    if (last < rows.length) askedAt.current = -1; // whoever comes back to the end asks again
    if (!onEnd || last < rows.length || askedAt.current === rows.length || tall === 0) return;
    askedAt.current = rows.length;
    onEnd();
  }, [last, rows.length, tall]);

  // The current one stays in sight, whoever chose it.
  useEffect(() => {
    const box = frame.current;
    if (!box || current < 0) return;
    const from = current * rowHeight;
    const room = box.clientHeight - rowHeight; // below the head, which sticks
    if (from < box.scrollTop) box.scrollTop = from;
    if (from + rowHeight > box.scrollTop + room) box.scrollTop = from + rowHeight - room;
  }, [current]);

  function key(event: KeyboardEvent): void {
    const screenful = Math.max(1, Math.floor(tall / rowHeight) - 2);
    const to: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + screenful,
      PageUp: current - screenful,
      Home: 0,
      End: rows.length - 1,
    };
    if (event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) return;
    if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      onOpen(current);
      return;
    }
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onCurrent(Math.min(rows.length - 1, Math.max(0, wanted)));
  }

  const layout = columns.map((column) => column.width).join(" ");
  const seen = rows.slice(first, last);
  return (
    <div
      ref={frame}
      class={`long-list ${className}`}
      style={{ height: `${(rows.length + 1) * rowHeight + 2}px` }}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={
        current >= first && current < last ? `${id}-${current}` : undefined
      }
      tabIndex={0}
      onKeyDown={key}
      onFocus={() => {
        if (current < 0 && rows.length > 0) onCurrent(0);
      }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div class="long-row long-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: layout }}>
        {columns.map((column) => (
          <span key={column.title} role="columnheader">
            {column.title}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: `${rows.length * rowHeight}px`, position: "relative" }}>
        {seen.map((row, at) => {
          const index = first + at;
          return (
            <div
              key={index}
              id={`${id}-${index}`}
              class="long-row"
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === current}
              style={{
                gridTemplateColumns: layout,
                height: `${rowHeight}px`,
                transform: `translateY(${index * rowHeight}px)`,
              }}
              onClick={() => {
                onCurrent(index);
                onOpen(index);
              }}
            >
              {columns.map((column) => (
                <span key={column.title} role="gridcell">
                  {column.show(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
