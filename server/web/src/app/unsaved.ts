// What somebody typed and has not stored yet: leaving asks first, be it by a link of ours, by the
// browser's buttons or by closing the tab.
//
//   useUnsaved(draft !== stored);           in the component that holds the draft
import { useLayoutEffect } from "preact/hooks";

const held = new Set<object>();
let asking: () => Promise<boolean> = () => Promise.resolve(true);

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

// Until the returned function is called, leaving asks. For code that is no component.
export function holdUnsaved(): () => void {
  const own = {};
  if (held.size === 0) addEventListener("beforeunload", warn);
  held.add(own);
  return () => {
    if (held.delete(own) && held.size === 0) removeEventListener("beforeunload", warn);
  };
}

// While the component is shown and `unsaved` is true.
export function useUnsaved(unsaved: boolean): void {
  // With the screen: whoever goes on right after storing is not asked.
  useLayoutEffect(() => (unsaved ? holdUnsaved() : undefined), [unsaved]);
}

export function isUnsaved(): boolean {
  return held.size > 0;
}

// How the person is asked; the console's frame sets it. The returned function takes it back.
export function askBeforeLeaving(ask: () => Promise<boolean>): () => void {
  asking = ask;
  return () => {
    if (asking === ask) asking = () => Promise.resolve(true);
  };
}

// True: go on. Asks only where something is unsaved.
export async function mayLeave(): Promise<boolean> {
  return !isUnsaved() || (await asking());
}
