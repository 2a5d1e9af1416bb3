// Words and their places on pages, out of ALTO as the server writes it (ocr/alto.cc).
import type { Box } from "./page_sight";

export interface ReadWord {
  page: number; // from 0
  text: string;
  box: Box; // in parts of the page that was read
}

export interface ReadPages {
  aspects: number[]; // of each page: width over height
  words: ReadWord[]; // in the order of reading
}

// Values may hold ">". No parser of the browser: what it makes of a text from elsewhere would have to be
// let through the policy against scripts.
const kElement = /<(Page|String)\s((?:[^">]|"[^"]*")*)>/g;
const kAttribute = /([A-Z_]+)="([^"]*)"/g;
const kNamed: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, dec?: string, name?: string) => {
    if (name !== undefined) return kNamed[name] ?? whole;
    const code = hex !== undefined ? parseInt(hex, 16) : parseInt(dec ?? "", 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function readAlto(xml: string): ReadPages {
  const read: ReadPages = { aspects: [], words: [] };
  let [width, height] = [0, 0];
  for (const [, name, rest] of xml.matchAll(kElement)) {
    const values = new Map([...(rest ?? "").matchAll(kAttribute)].map(([, key, value]) => [key, value ?? ""]));
    const number = (key: string) => Number(values.get(key)) || 0;
    if (name === "Page") {
      [width, height] = [number("WIDTH"), number("HEIGHT")];
      read.aspects.push(height > 0 ? width / height : 0);
      continue;
    }
    if (width <= 0 || height <= 0) continue;
    read.words.push({
      page: read.aspects.length - 1,
      text: plain(values.get("CONTENT") ?? ""),
      box: {
        x: number("HPOS") / width,
        y: number("VPOS") / height,
        width: number("WIDTH") / width,
        height: number("HEIGHT") / height,
      },
    });
  }
  return read;
}
