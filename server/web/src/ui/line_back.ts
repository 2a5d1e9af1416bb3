import { useEffect, useRef } from "preact/hooks";
import type { Line } from "../api/line";

// Calls `back` each time the server can be reached again, by what the calls or the browser saw of it.
export function useLineBack(line: Line, back: () => void): void {
  const latest = useRef(back);
  latest.current = back;
  useEffect(() => {
    const online = () => latest.current();
    const forget = line.watch((cut) => {
      if (!cut) latest.current();
    });
    addEventListener("online", online);
    return () => {
      forget();
      removeEventListener("online", online);
    };
  }, [line]);
}
