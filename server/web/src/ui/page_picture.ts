// The picture of a page as an address for <img>, fetched again when it is looked at more closely.
import { useEffect, useRef, useState } from "preact/hooks";

// At most `width` pixels wide; the page itself may be narrower.
export type PictureLoader = (page: number, width: number, signal: AbortSignal) => Promise<Blob>;

export interface Picture {
  url: string; // empty: none yet
  aspect: number; // width over height; 0: not known yet
  waiting: boolean;
  failed: boolean;
}

// Few widths, so that the server's answers can be used again.
const kWidths = [800, 1240, 1654, 2480] as const;
const kNone: Picture = { url: "", aspect: 0, waiting: true, failed: false };

export function widthFor(pixels: number): number {
  return kWidths.find((width) => width >= pixels) ?? 2480;
}

export function usePicture(load: PictureLoader, page: number, pixels: number): Picture {
  const [picture, setPicture] = useState<Picture>(kNone);
  const held = useRef({ load, page, width: 0, url: "" });
  const width = widthFor(pixels);

  useEffect(() => {
    const same = held.current.load === load && held.current.page === page;
    // A finer picture than is asked for will do.
    if (same && held.current.width >= width) return;
    if (!same) setPicture(kNone);
    const gone = new AbortController();
    setPicture((before) => ({ ...before, waiting: true, failed: false }));
    const show = async () => {
      const bytes = await load(page, width, gone.signal);
      const url = URL.createObjectURL(bytes);
      const aspect = await aspectOf(url).catch(() => 0);
      if (gone.signal.aborted || aspect === 0) {
        URL.revokeObjectURL(url);
        throw new Error("no picture");
      }
      if (held.current.url) URL.revokeObjectURL(held.current.url);
      held.current = { load, page, width, url };
      setPicture({ url, aspect, waiting: false, failed: false });
    };
    show().catch(() => {
      if (!gone.signal.aborted) setPicture((before) => ({ ...before, waiting: false, failed: true }));
    });
    return () => gone.abort();
  }, [load, page, width]);

  useEffect(
    () => () => {
      if (held.current.url) URL.revokeObjectURL(held.current.url);
    },
    [],
  );
  return picture;
}

async function aspectOf(url: string): Promise<number> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image.naturalWidth / image.naturalHeight;
}
