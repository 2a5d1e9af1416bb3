import { useLayoutEffect, useRef } from "preact/hooks";
import { lettersAct } from "../../ui/letter_keys";

type Acts = Record<string, (() => void) | false | null | undefined>;

// Keys that follow each other faster than this come from a card reader, not from a hand.
const kBurst = 60;

// What the parts of the screen hear now. One listener for all: whether a key is one of a burst does
// not depend on who hears it.
const hearing = new Set<{ current: Acts }>();

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

// "Alt+ArrowLeft", "Ctrl+Enter", "F2", "r"
function nameOf(event: KeyboardEvent): string {
  if (event.ctrlKey) return `Ctrl+${event.key}`;
  return (event.altKey ? "Alt+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

const isOver = () => document.querySelector("dialog[open]") !== null;
const isArrow = (key: string) => /^(Arrow|Page(Up|Down)$)/.test(key);
// The browser has uses of its own for these, wherever the focus is: one of them leaves the page.
const isOurs = (name: string) => /^(F\d+|Alt\+.*|Ctrl\+Enter)$/.test(name);

// undefined: nobody knows this key; null: it may do nothing now.
function actOf(name: string): (() => void) | null | undefined {
  let known = /^Alt\+Arrow(Left|Right)$/.test(name);
  for (const { current } of hearing) {
    const act = current[name];
    if (act) return act;
    known ||= name in current;
  }
  return known ? null : undefined;
}

let lastTyped = -Infinity;
let soon: ReturnType<typeof setTimeout> | undefined;

function listen(event: KeyboardEvent): void {
  if (event.metaKey || event.defaultPrevented) return;
  const name = nameOf(event);
  if (event.ctrlKey && !isOurs(name)) return;
  const typing = isTyping(event.target);
  const letter = event.key.length === 1 && !event.altKey;
  const inBurst = event.timeStamp - lastTyped < kBurst;
  if (letter && !event.repeat) {
    lastTyped = event.timeStamp;
    clearTimeout(soon);
  }
  // A blank or an Enter of a card must not press the button that has the focus.
  if (inBurst && !typing && (letter || event.key === "Enter")) {
    event.preventDefault();
    return;
  }
  if (letter && !lettersAct()) return;
  const act = actOf(name);
  if (act === undefined) return;
  const over = isOver();
  if ((!typing && !over) || isOurs(name)) event.preventDefault();
  if (!act || over || (event.repeat && !isArrow(event.key))) return;
  if (typing && !/^(F\d+|Alt\+\d|Ctrl\+Enter)$/.test(name)) return;
  if (letter) soon = setTimeout(() => !isOver() && actOf(name)?.(), kBurst);
  else act();
}

// What keys do wherever the focus is; letters, Delete and arrows do nothing where somebody types. A key
// without an act now still does nothing else. A key that is held acts once, arrows excepted.
export function useKeys(keys: Acts): void {
  const latest = useRef(keys);
  latest.current = keys;
  // With the screen, not after it: a key that comes at once must not be lost.
  useLayoutEffect(() => {
    if (hearing.size === 0) addEventListener("keydown", listen);
    hearing.add(latest);
    return () => {
      hearing.delete(latest);
      if (hearing.size > 0) return;
      removeEventListener("keydown", listen);
      clearTimeout(soon);
    };
  }, []);
}
