// Items of one reason. Arrow keys go from one to the next, L puts the chosen one back to work.
import { useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts } from "../../texts/text";
import { texts as both } from "./texts";

type Item = Schemas["HeldItem"];

export interface HeldListProps {
  label: string;
  path: string; // of the batch
  items: Item[];
  onRetry: ((item: number) => Promise<void>) | null; // null: may only look
}

export function HeldList({ label, path, items, onRetry }: HeldListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, items.length - 1);

  function choose(index: number): void {
    const next = Math.max(0, Math.min(items.length - 1, index));
    setChosen(next);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const item = items[at];
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key.toLowerCase() === "l" && onRetry && item) void onRetry(item.id);
    else return;
    event.preventDefault();
  }

  return (
    <ul class="plain held" aria-label={label} ref={list} onKeyDown={onKey}>
      {items.map((item, index) => (
        <li
          key={item.id}
          tabIndex={index === at ? 0 : -1}
          onFocus={() => setChosen(index)}
          data-item={item.id}
        >
          <HeldOne item={item} path={path} onRetry={onRetry} shown={index === at} />
        </li>
      ))}
    </ul>
  );
}

interface OneProps {
  item: Item;
  path: string;
  onRetry: HeldListProps["onRetry"];
  shown: boolean;
}

function HeldOne({ item, path, onRetry, shown }: OneProps) {
  const own = useOwnTexts(both);
  const language = useLanguage();
  const page = item.page ?? 0;
  return (
    <>
      <span class="name">
        {item.name}
        {item.page !== null && `, ${own.pageN(item.page + 1)}`}
      </span>
      <span class="soft">
        {own.since} {dateTime(item.since, language)}
      </span>
      {onRetry && (
        <button type="button" class="quiet" tabIndex={-1} onClick={() => void onRetry(item.id)}>
          {own.retryOne}
        </button>
      )}
      {shown && item.picture && item.file !== null && (
        <img
          src={`${path}/files/${item.file}/pages/${page}/picture?width=480`}
          alt={own.picture(page + 1)}
          loading="lazy"
        />
      )}
    </>
  );
}
