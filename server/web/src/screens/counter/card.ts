// The QR code of a citizen card as a reader types it: number|old number|name|birth|sex|address|issued.
import { useLayoutEffect } from "preact/hooks";

export interface Card {
  number: string;
  name: string;
}

// A card at the end of what was typed, and what stood before it. Nobody types one by hand, so that
// how fast it came need not be looked at.
const kCard = /(\d{12})\|\d*\|([^|]{2,200})\|\d{8}\|[^|]{0,20}\|[^|]{0,400}(?:\|[^|]{0,100}){0,3}$/;
// Keys of a person that come later than this belong to something else.
const kPause = 2000;

export function cardIn(text: string): { card: Card; before: string } | null {
  const found = kCard.exec(text.slice(-1024));
  const name = found?.[2]?.trim();
  if (!found?.[1] || !name) return null;
  return { card: { number: found[1], name }, before: text.slice(0, text.length - found[0].length) };
}

function isField(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && /^(text|search|tel|number|)$/.test(target.type);
}

// Preact listens to what was typed; a value set by script must say so.
function restore(field: HTMLInputElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Tells of a card that a reader typed, whatever had the focus; a field gets back what it held.
export function useCardReader(onCard: (card: Card) => void): void {
  useLayoutEffect(() => {
    let typed = "";
    let held = ""; // what the field held before
    let last = -Infinity;
    const listen = (event: KeyboardEvent) => {
      const field = isField(event.target) ? event.target : null;
      if (event.key === "Enter" || event.key === "Tab") {
        const whole = field ? cardIn(field.value) : null;
        // Fields that take digits only hold no whole card.
        const found = whole ?? cardIn(typed);
        typed = "";
        last = -Infinity;
        if (!found) return;
        event.preventDefault();
        event.stopPropagation();
        if (field) restore(field, whole ? whole.before : held);
        onCard(found.card);
        return;
      }
      if (event.timeStamp - last > kPause) {
        typed = "";
        held = field?.value ?? "";
      }
      last = event.timeStamp;
      if (event.key.length === 1) typed += event.key;
    };
    addEventListener("keydown", listen, { capture: true });
    return () => removeEventListener("keydown", listen, { capture: true });
  }, [onCard]);
}
