// A long table of which only the rows in sight are in the page, so that thousands of them scroll like
// ten. Rows are all of one height.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const kBeyond = 8; // rows kept above and below what is seen

export interface WindowedTableProps {
  label: string;
  head: ComponentChildren;
  columns: number;
  count: number;
  rowHeight: number; // in CSS pixels
  row: (index: number) => ComponentChildren; // a <tr> with aria-rowindex index + 2
  // The end of the rows is near; called again until there are more.
  onEnd?: () => void;
}

export function WindowedTable({ label, head, columns, count, rowHeight, row, onEnd }: WindowedTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);

  const first = Math.max(0, Math.floor(seen.top / rowHeight) - kBeyond);
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / rowHeight) + kBeyond);
  useLayoutEffect(() => {
    if (count > 0 && last >= count - kBeyond) onEnd?.();
  }, [last, count, onEnd]);

  return (
    <div class="windowed" ref={box} role="region" aria-label={label} tabIndex={0}>
      <table class="list" aria-rowcount={count + 1}>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody>
          {first > 0 && <Space columns={columns} height={first * rowHeight} />}
          {Array.from({ length: Math.max(0, last - first) }, (_, i) => row(first + i))}
          {last < count && <Space columns={columns} height={(count - last) * rowHeight} />}
        </tbody>
      </table>
    </div>
  );
}

function Space({ columns, height }: { columns: number; height: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: `${height}px`, padding: 0, border: 0 }} />
    </tr>
  );
}
