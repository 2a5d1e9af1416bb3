// The picture of a page as an address for <img>, fetched again when it is looked at more closely.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

// At most `width` pixels wide; the page itself may be narrower. Bytes where a call must carry headers,
// else an address of this server.
export type PictureLoader = (
  page: number,
  width: number,
  signal: AbortSignal,
) => Promise<Blob | string>;

export interface Picture {
  url: string; // empty: none yet
  aspect: number; // width over height; 0: not known yet
  waiting: boolean;
  failed: boolean;
  tryAgain: () => void;
}

interface Held {
  load: PictureLoader;
  page: number;
  width: number;
  url: string;
  aspect: number;
}

// Few widths, so that the server's answers can be used again.
const kWidths = [800, 1240, 1654, 2400] as const;

export function widthFor(pixels: number): number {
  return kWidths.find((width) => width >= pixels) ?? 2400;
}

export function usePicture(load: PictureLoader, page: number, pixels: number): Picture {
  const [held, setHeld] = useState<Held | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef<Held | null>(null);
  const width = widthFor(pixels);
  const isOfThis = (one: Held | null) => one !== null && one.load === load && one.page === page;

  useEffect(() => {
    const before = latest.current;
    // A finer picture than is asked for will do.
    if (isOfThis(before) && before && before.width >= width) return;
    const gone = new AbortController();
    setFailed(false);
    const show = async () => {
      const picture = await load(page, width, gone.signal);
      const url = typeof picture === "string" ? picture : URL.createObjectURL(picture);
      const aspect = await aspectOf(url, gone.signal).catch(() => 0);
      if (gone.signal.aborted || aspect === 0) {
        letGo(url);
        throw new Error("no picture");
      }
      if (latest.current) letGo(latest.current.url);
      latest.current = { load, page, width, url, aspect };
      setHeld(latest.current);
    };
    show().catch(() => {
      if (!gone.signal.aborted) setFailed(true);
    });
    return () => gone.abort();
  }, [load, page, width, attempt]);

  useEffect(
    () => () => {
      if (latest.current) letGo(latest.current.url);
    },
    [],
  );
  const tryAgain = useCallback(() => setAttempt((before) => before + 1), []);
  // What is held of another page is never shown as this one's.
  const own = isOfThis(held) ? held : null;
  return {
    url: own?.url ?? "",
    aspect: own?.aspect ?? 0,
    waiting: !failed && (own === null || own.width < width),
    failed,
    tryAgain,
  };
}

function letGo(url: string): void {
  if (url.startsWith("blob:")) URL.revokeObjectURL(url);
}

// By its events: a decode() whose picture is taken away never settles, and holds whoever waits for it.
function aspectOf(url: string, gone: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    if (gone.aborted) return reject(gone.reason as Error);
    const image = new Image();
    const end = (aspect: number) => {
      gone.removeEventListener("abort", stop);
      image.onload = image.onerror = null;
      if (aspect > 0) resolve(aspect);
      else reject(new Error("no picture"));
    };
    const stop = () => {
      end(0);
      image.src = "";
    };
    image.onload = () => end(image.naturalWidth / image.naturalHeight);
    image.onerror = () => end(0);
    gone.addEventListener("abort", stop);
    image.src = url;
  });
}
