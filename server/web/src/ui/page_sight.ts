// Where the eye is on a page. All places are parts of the page: 0 its left or upper edge, 1 the other.
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Sight {
  x: number; // of the page, in the middle of the frame
  y: number;
  zoom: number; // 1: the whole page fits
}

export const kWhole: Sight = { x: 0.5, y: 0.5, zoom: 1 };
const kMost = 8;
// A box is brought so near that this part of the frame is left around it.
const kAround = 0.35;

const within = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, value));

// The largest paper of this shape (width over height) that fits, in pixels of the screen.
export function shownAs(room: Size, aspect: number): Size {
  if (aspect <= 0 || room.width <= 0 || room.height <= 0) return { width: 0, height: 0 };
  const width = Math.min(room.width, room.height * aspect);
  return { width, height: width / aspect };
}

export function scaled(sight: Sight, factor: number): Sight {
  const zoom = within(sight.zoom * factor, 1, kMost);
  return zoom === 1 ? kWhole : { ...sight, zoom };
}

export function moved(sight: Sight, dx: number, dy: number): Sight {
  return { ...sight, x: within(sight.x + dx, 0, 1), y: within(sight.y + dy, 0, 1) };
}

// `box` is of a picture of this shape, above which the page has a band of its own (docs/adr/0003): where
// it is on the page.
export function belowBand(box: Box, image: number, page: number): Box {
  const part = Math.min(1, page / image);
  return { ...box, y: 1 - part + box.y * part, height: box.height * part };
}

export function around(box: Box, room: Size, aspect: number): Sight {
  const paper = shownAs(room, aspect);
  if (paper.width === 0) return kWhole;
  const fit = Math.min(
    (room.width * (1 - kAround)) / Math.max(box.width * paper.width, 1),
    (room.height * (1 - kAround)) / Math.max(box.height * paper.height, 1),
  );
  // Words stay readable and are not blown up beyond what was scanned.
  const zoom = within(fit, 1, 3);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, zoom };
}
