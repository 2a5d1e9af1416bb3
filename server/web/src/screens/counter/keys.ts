import { useLayoutEffect, useRef } from "preact/hooks";

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

// "Alt+ArrowLeft", "F2", "r"
function nameOf(event: KeyboardEvent): string {
  return (event.altKey ? "Alt+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

// What keys do wherever the focus is; letters, Delete and arrows do nothing where somebody types.
export function useKeys(keys: Record<string, (() => void) | false | null | undefined>): void {
  const latest = useRef(keys);
  latest.current = keys;
  // With the screen, not after it: a key that comes at once must not be lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      const name = nameOf(event);
      const act = latest.current[name];
      if (document.querySelector("dialog[open]")) return;
      if (!act || (isTyping(event.target) && !/^(F\d+|Alt\+\d)$/.test(name))) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
