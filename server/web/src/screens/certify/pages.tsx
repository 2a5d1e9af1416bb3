// The pages of a copy, one at a time: all of them must have been before the officer's eyes.
import { useCallback, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import type { Line } from "../../api/line";
import { useOwnTexts } from "../../texts/text";
import { PageView } from "../../ui/page_view";
import { texts as both } from "./texts";

type Item = Schemas["CertificationItem"];

interface PagesProps {
  line: Line;
  item: Item;
  // "yes" once every page was shown on the screen, "never" while one of them cannot be.
  onSeen: (seen: "no" | "yes" | "never") => void;
}

export function Pages({ line, item, onSeen }: PagesProps) {
  const own = useOwnTexts(both);
  const [page, setPage] = useState(0);
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set());
  const known = useRef(seen);
  const count = item.page_numbers.length;
  const load = useCallback(
    async (at: number, width: number) =>
      `/api/v1/batches/${encodeURIComponent(item.batch)}/files/${item.file}/pages/${item.page_numbers[at]}/picture?width=${width}`,
    [item],
  );

  function shown(at: number): void {
    known.current = new Set(known.current).add(at);
    setSeen(known.current);
    onSeen(known.current.size === count ? "yes" : "no");
  }

  return (
    <div class="pages">
      <PageView
        line={line}
        label={own.compareTitle}
        pages={count}
        page={page}
        onPage={setPage}
        load={load}
        onShown={shown}
        onFailed={() => onSeen("never")}
        everywhere
      />
      <p class="soft" role="status">
        {own.pagesSeen(seen.size, count)}
      </p>
    </div>
  );
}
