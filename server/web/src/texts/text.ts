import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en } from "./en";
import { vi, type Texts } from "./vi";

export type Language = "vi" | "en";

const kKey = "sohoa-language";

// The last choice of this browser; Vietnamese when there was none.
export function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(kKey) === "en" ? "en" : "vi";
  } catch {
    return "vi";
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(kKey, language);
  } catch {
    // A browser that stores nothing starts in Vietnamese each time.
  }
}

export const textsOf = (language: Language): Texts => (language === "en" ? en : vi);

export const LanguageContext = createContext<Language>("vi");

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useTexts(): Texts {
  return textsOf(useLanguage());
}

// The same place, asked in the language of the screen: for a link or an EventSource, which send
// Accept-Language as the browser was set up.
export function inLanguage(path: string, language: Language): string {
  return `${path}${path.includes("?") ? "&" : "?"}language=${language}`;
}

// The texts of one area (screens/AREA/texts.ts), which are loaded with its screen.
export function useOwnTexts<T>(both: Record<Language, T>): T {
  return both[useLanguage()];
}

// "2026-11-22T10:00:00+07:00" as people of the office write it; the offset of the record stays.
export function dateTime(iso: string | null | undefined, language: Language): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(iso ?? "");
  if (!parts) return iso ?? "";
  const [, year, month, day, time] = parts;
  return language === "en" ? `${year}-${month}-${day} ${time}` : `${time} ngày ${day}/${month}/${year}`;
}

// The hour and minute of it, for what ends today.
export function clockTime(iso: string | null | undefined): string {
  return /T(\d\d:\d\d)/.exec(iso ?? "")?.[1] ?? iso ?? "";
}

export function date(iso: string | null | undefined, language: Language): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso ?? "");
  if (!parts) return iso ?? "";
  return language === "en" ? parts[0] : `${parts[3]}/${parts[2]}/${parts[1]}`;
}

export function fileSize(bytes: number, language: Language): string {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return bytes < 1e6 ? `${format.format(bytes / 1e3)} kB` : `${format.format(bytes / 1e6)} MB`;
}
