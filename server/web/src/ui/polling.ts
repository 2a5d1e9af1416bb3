import { useEffect, useRef } from "preact/hooks";

// Calls `ask` again and again, one call after the other, as long as `on` holds and somebody looks.
export function usePolling(on: boolean, ask: () => Promise<void>, every = 2000): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!on) return;
    let timer = 0;
    let gone = false;
    const next = () => {
      timer = window.setTimeout(() => {
        const done = document.hidden ? Promise.resolve() : latest.current();
        void done.finally(() => {
          if (!gone) next();
        });
      }, every);
    };
    next();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [on, every]);
}
