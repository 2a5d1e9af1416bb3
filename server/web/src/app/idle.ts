// How long nothing was done at this browser, in any of its tabs.
import { useEffect } from "preact/hooks";

const kSigns = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
const kLookEvery = 5_000;

export interface IdleWatch {
  seconds: number;
  // Nothing was done for so long.
  onIdle: () => void;
  // Something was done, and the server has not heard of it for a third of the time.
  onBusy: () => void;
}

export function watchIdle({ seconds, onIdle, onBusy }: IdleWatch): () => void {
  let last = Date.now();
  let told = last;
  let over = false;
  const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("sohoa-active") : null;
  const others = () => (last = Date.now());
  tabs?.addEventListener("message", others);
  const done = () => {
    const now = Date.now();
    if (now - last > 1000) tabs?.postMessage("");
    last = now;
  };
  const look = () => {
    if (over) return;
    const now = Date.now();
    if (now - last >= seconds * 1000) {
      over = true;
      onIdle();
    } else if (last > told && now - told >= (seconds * 1000) / 3) {
      told = now;
      onBusy();
    }
  };
  for (const sign of kSigns) addEventListener(sign, done, { passive: true, capture: true });
  const timer = setInterval(look, kLookEvery);
  return () => {
    clearInterval(timer);
    for (const sign of kSigns) removeEventListener(sign, done, { capture: true });
    tabs?.close();
  };
}

// While `watch` is there; another `seconds` or null begins anew.
export function useIdle(watch: IdleWatch | null): void {
  useEffect(() => (watch ? watchIdle(watch) : undefined), [watch?.seconds]);
}
