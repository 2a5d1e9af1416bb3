import { useEffect, useState } from "preact/hooks";

const kMoved = "sohoa-moved";

export function go(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new Event(kMoved));
}

// The path of the address bar, kept up to date.
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    addEventListener(kMoved, follow);
    return () => {
      removeEventListener("popstate", follow);
      removeEventListener(kMoved, follow);
    };
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
