import { useEffect, useState } from "preact/hooks";
import { isUnsaved, mayLeave } from "./unsaved";

const kMoved = "sohoa-moved";

// The address that is shown: the address bar is ahead of it while the person is asked.
let shown = location.pathname;

// Asks nobody: what was typed is gone already, or was asked about.
export function move(path: string): void {
  history.pushState(null, "", path);
  settle();
}

function settle(): void {
  shown = location.pathname;
  dispatchEvent(new Event(kMoved));
}

addEventListener("popstate", () => {
  const wanted = location.pathname;
  if (!isUnsaved() || wanted === shown) {
    settle();
    return;
  }
  history.pushState(null, "", shown);
  void mayLeave().then((yes) => yes && move(wanted));
});

// Asks first where something is unsaved.
export function go(path: string): void {
  if (!isUnsaved()) {
    move(path);
    return;
  }
  void mayLeave().then((yes) => yes && move(path));
}

// The address becomes `path` and nothing else: within a screen, which goes on with what it holds.
export function readdress(path: string): void {
  if (path === shown) return;
  history.replaceState(null, "", path);
  settle();
}

// The path of the address bar, kept up to date.
export function usePath(): string {
  const [path, setPath] = useState(shown);
  useEffect(() => {
    const take = () => setPath(shown);
    take();
    addEventListener(kMoved, take);
    return () => removeEventListener(kMoved, take);
  }, []);
  return path;
}

// For links of our own: no page is loaded anew, unless a new tab is asked for.
export function follow(event: MouseEvent): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.currentTarget as HTMLAnchorElement | null)?.getAttribute("href");
  if (!link) return;
  event.preventDefault();
  go(link);
}
