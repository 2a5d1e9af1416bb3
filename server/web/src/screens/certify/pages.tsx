import { useRef } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { useOwnTexts } from "../../texts/text";
import { texts as both } from "./texts";

type Item = Schemas["CertificationItem"];

// `onSeen`: "yes" once all pictures are there, "never" when one of them cannot be shown.
export function Pages({ item, onSeen }: { item: Item; onSeen: (seen: "yes" | "never") => void }) {
  const own = useOwnTexts(both);
  const loaded = useRef(new Set<number>());
  const path = `/api/v1/batches/${encodeURIComponent(item.batch)}/files/${item.file}/pages`;
  return (
    <div class="pages" role="region" aria-label={own.compareTitle} tabIndex={0}>
      {item.page_numbers.map((page, index) => (
        <img
          key={page}
          src={`${path}/${page}/picture?width=1200`}
          alt={own.page(index + 1)}
          onLoad={() => {
            loaded.current.add(page);
            if (loaded.current.size === item.page_numbers.length) onSeen("yes");
          }}
          onError={() => onSeen("never")}
        />
      ))}
    </div>
  );
}
