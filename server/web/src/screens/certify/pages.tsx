import { useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import type { Line } from "../../api/line";
import { useOwnTexts, useTexts } from "../../texts/text";
import { useLineBack } from "../../ui/line_back";
import { texts as both } from "./texts";

type Item = Schemas["CertificationItem"];

interface PagesProps {
  line: Line;
  item: Item;
  // "yes" once all pictures are there, "never" while one of them cannot be shown.
  onSeen: (seen: "no" | "yes" | "never") => void;
}

export function Pages({ line, item, onSeen }: PagesProps) {
  const own = useOwnTexts(both);
  const general = useTexts();
  const loaded = useRef(new Set<number>());
  const region = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<ReadonlySet<number>>(new Set());
  const path = `/api/v1/batches/${encodeURIComponent(item.batch)}/files/${item.file}/pages`;

  function tryAgain(): void {
    if (failed.size === 0) return;
    setFailed(new Set());
    onSeen("no");
  }
  useLineBack(line, tryAgain);

  return (
    <div ref={region} class="pages" role="region" aria-label={own.compareTitle} tabIndex={0}>
      {failed.size > 0 && (
        <button
          type="button"
          onClick={() => {
            region.current?.focus(); // the keys of the view go on
            tryAgain();
          }}
        >
          {general.tryAgain}
        </button>
      )}
      {item.page_numbers.map(
        (page, index) =>
          !failed.has(page) && (
            <img
              key={page}
              src={`${path}/${page}/picture?width=1200`}
              alt={own.page(index + 1)}
              onLoad={() => {
                loaded.current.add(page);
                if (loaded.current.size === item.page_numbers.length) onSeen("yes");
              }}
              onError={() => {
                setFailed((before) => new Set(before).add(page));
                onSeen("never");
              }}
            />
          ),
      )}
    </div>
  );
}
