// The few settings that people may turn before files are read anew.
import type { Schemas } from "../../api/client";
import { useOwnTexts } from "../../texts/text";
import { SelectField } from "../../ui/field";
import { texts as both } from "./texts";

type Settings = NonNullable<Schemas["RetryOrder"]["settings"]>;

// As text, "" where the house's setting stands.
export interface Chosen {
  language: string;
  dpi: string;
  megapixels: string;
  page_seconds: string;
}

export const kAsSet: Chosen = { language: "", dpi: "", megapixels: "", page_seconds: "" };

export function settingsOf(chosen: Chosen): Settings {
  const out: Record<string, string | number> = {};
  if (chosen.language) out.language = chosen.language;
  for (const name of ["dpi", "megapixels", "page_seconds"] as const) {
    if (chosen[name]) out[name] = Number(chosen[name]);
  }
  return out as Settings;
}

export function RetrySettings({ chosen, onChoose }: { chosen: Chosen; onChoose: (next: Chosen) => void }) {
  const own = useOwnTexts(both);
  const set = (name: keyof Chosen) => (value: string) => onChoose({ ...chosen, [name]: value });
  const asSet = { value: "", text: own.asSet };
  const numbers = (values: number[], words: (n: number) => string) => [
    asSet,
    ...values.map((n) => ({ value: String(n), text: words(n) })),
  ];
  return (
    <div class="fields">
      <SelectField
        label={own.language}
        value={chosen.language}
        choices={[asSet, ...Object.entries(own.languages).map(([value, text]) => ({ value, text }))]}
        onChoice={set("language")}
      />
      <SelectField
        label={own.dpi}
        value={chosen.dpi}
        choices={numbers([150, 200, 300, 400, 600], own.dpiOf)}
        onChoice={set("dpi")}
      />
      <SelectField
        label={own.megapixels}
        value={chosen.megapixels}
        choices={numbers([120, 240, 400], own.megapixelsOf)}
        onChoice={set("megapixels")}
      />
      <SelectField
        label={own.pageSeconds}
        value={chosen.page_seconds}
        choices={numbers([120, 300, 600], own.seconds)}
        onChoice={set("page_seconds")}
      />
    </div>
  );
}
