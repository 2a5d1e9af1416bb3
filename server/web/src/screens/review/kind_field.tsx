// The kind of the document. Keys look for one and Enter, or leaving the field, takes it: a browser says
// each kind that a key passes by, and each would be another document. A pointer picks one at once.
import { useRef, useState } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import type { Desk } from "./desk";
import type { Review } from "./model";
import { texts } from "./texts";

export const kKindId = "review-kind";

export function KindField({ review, desk }: { review: Review; desk: Desk }) {
  const t = useOwnTexts(texts);
  const now = desk.pending.kind ?? review.kind;
  const [sought, setSought] = useState<string | null>(null);
  const byKeys = useRef(false);
  const seeks = sought !== null && sought !== now;
  const take = (kind: string | null) => {
    setSought(null);
    if (kind === null || kind === now) return;
    desk.setKind(kind);
    void desk.save();
  };
  const keys = (event: KeyboardEvent) => {
    const { key, ctrlKey } = event;
    byKeys.current = true;
    if (!seeks) return;
    if (key === "Enter") take(sought);
    else if (key === "Escape" || (ctrlKey && key.toLowerCase() === "z")) setSought(null);
    else return;
    event.preventDefault();
  };
  return (
    <div class="field">
      <label for={kKindId}>
        {t.kind} <kbd>F4</kbd>
      </label>
      <select
        id={kKindId}
        value={sought ?? now}
        aria-describedby={seeks ? `${kKindId}-hint` : undefined}
        onPointerDown={() => (byKeys.current = false)}
        onKeyDown={keys}
        onBlur={() => take(sought)}
        onChange={(event) => {
          const kind = event.currentTarget.value;
          if (byKeys.current) setSought(kind);
          else take(kind);
        }}
      >
        {review.kinds.map((kind) => (
          <option key={kind.id} value={kind.id}>
            {kind.title || t.unknownKind}
          </option>
        ))}
      </select>
      {seeks && (
        <p class="hint" id={`${kKindId}-hint`}>
          {t.kindSought}
        </p>
      )}
    </div>
  );
}
