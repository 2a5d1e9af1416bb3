// The QR code of a citizen card as a reader types it: number|old number|name|birth|sex|address|issued.
import { useEffect } from "preact/hooks";

export interface Card {
  number: string;
  name: string;
  birth: string; // YYYY-MM-DD
}

// A reader types a whole card faster than a person types one letter.
const kBurstMilliseconds = 80;

export function parseCard(text: string): Card | null {
  const parts = text.trim().split("|");
  if (parts.length < 6 || parts.length > 9 || text.length > 1024) return null;
  const [number = "", , name = "", born = ""] = parts;
  const birth = /^(\d\d)(\d\d)(\d{4})$/.exec(born);
  if (!/^\d{12}$/.test(number) || name.trim() === "" || !birth) return null;
  return { number, name: name.trim(), birth: `${birth[3]}-${birth[2]}-${birth[1]}` };
}

function isField(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && /^(text|search|tel|number|)$/.test(target.type);
}

// Preact listens to what was typed; a value set by script must say so.
function restore(field: HTMLInputElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Tells of a card that a reader typed, whatever had the focus; the field gets back what it held.
export function useCardReader(onCard: (card: Card) => void): void {
  useEffect(() => {
    let typed = "";
    let before = "";
    let last = -Infinity;
    const listen = (event: KeyboardEvent) => {
      const field = isField(event.target) ? event.target : null;
      const burst = event.timeStamp - last < kBurstMilliseconds;
      if (event.key === "Enter" || event.key === "Tab") {
        const text = field && field.value.startsWith(before) ? field.value.slice(before.length) : typed;
        const card = burst ? (parseCard(text) ?? parseCard(typed)) : null;
        typed = "";
        last = -Infinity;
        if (!card) return;
        event.preventDefault();
        event.stopPropagation();
        if (field) restore(field, before);
        onCard(card);
        return;
      }
      if (!burst) {
        typed = "";
        before = field?.value ?? "";
      }
      last = event.timeStamp;
      if (event.key.length === 1) typed += event.key;
      // Its letters and digits are no commands.
      if (typed.includes("|") || typed.length > 6) event.stopPropagation();
    };
    addEventListener("keydown", listen, { capture: true });
    return () => removeEventListener("keydown", listen, { capture: true });
  }, [onCard]);
}
