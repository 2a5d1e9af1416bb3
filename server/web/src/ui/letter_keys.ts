// Whether single letters and signs do something wherever the focus is (WCAG 2.1.4: people who speak to
// their computer, or whose hand slips, can turn that off). Kept by the browser; on when nothing is kept.
import { useState } from "preact/hooks";

const kKey = "sohoa-letter-keys";

export function lettersAct(): boolean {
  try {
    return localStorage.getItem(kKey) !== "off";
  } catch {
    return true;
  }
}

export function useLetterKeys(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(lettersAct);
  return [
    on,
    (next) => {
      setOn(next);
      try {
        if (next) localStorage.removeItem(kKey);
        else localStorage.setItem(kKey, "off");
      } catch {
        // A browser that stores nothing cannot have them off.
        setOn(true);
      }
    },
  ];
}
