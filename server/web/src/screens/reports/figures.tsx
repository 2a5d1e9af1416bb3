// Numbers that no record holds, given by an administrator for an office and the days shown.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert, SelectField, TextField, type Choice } from "../../ui/field";
import { FileDrop } from "../../ui/file_drop";
import { said } from "../../ui/said";
import type { Period } from "./period";
import { kTexts } from "./texts";

type Measure = Schemas["Figure"]["measure"];
type Given = Pick<Schemas["Figure"], "unit" | "measure" | "from" | "to" | "value">;

const kMeasures: Measure[] = ["results_in_force", "components_received"];

function isMeasure(word: string): word is Measure {
  return (kMeasures as string[]).includes(word);
}

// Lines "unit,measure,value", with or without quotes, a heading let be; or the line at fault.
export function figuresIn(text: string, { from, to }: Period): Given[] | string {
  const figures: Given[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    const [unit = "", measure = "", value = ""] = cells;
    if (figures.length === 0 && measure === "measure") continue;
    if (unit === "" || !isMeasure(measure) || !/^\d{1,9}$/.test(value)) return line;
    figures.push({ unit, measure, from, to, value: Number(value) });
  }
  return figures;
}

export function Figures({
  client,
  period,
  units,
  onGiven,
}: {
  client: Client;
  period: Period;
  units: Choice[];
  onGiven: () => void;
}) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const [unit, setUnit] = useState(units[0]?.value ?? "");
  const [measure, setMeasure] = useState<Measure>("results_in_force");
  const [value, setValue] = useState("");
  const [failure, setFailure] = useState("");
  const [done, setDone] = useState("");

  async function give(figures: Given[]): Promise<void> {
    setDone("");
    try {
      await client.call("/api/v1/figures", { method: "POST", json: { figures } });
      setFailure("");
      setValue("");
      setDone(`${texts.taken}: ${figures.length}`);
      onGiven();
    } catch (error) {
      setFailure(said(error, common));
    }
  }

  async function take(file: File): Promise<void> {
    const figures = figuresIn(await file.text(), period);
    if (typeof figures === "string") setFailure(`${texts.badCsv}: ${figures}`);
    else if (figures.length > 0) await give(figures);
  }

  return (
    <section class="card no-print" aria-labelledby="figures-title">
      <h2 id="figures-title">{texts.figures}</h2>
      <p class="hint">{texts.figuresHint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give([{ unit, measure, ...period, value: Number(value) }]);
        }}
      >
        <div class="fields">
          <SelectField label={texts.unit} value={unit} choices={units} onChoice={setUnit} />
          <SelectField
            label={texts.measure}
            value={measure}
            choices={kMeasures.map((one) => ({ value: one, text: texts.measures[one] }))}
            onChoice={(word) => isMeasure(word) && setMeasure(word)}
          />
          <TextField
            label={texts.value}
            value={value}
            onText={setValue}
            inputMode="numeric"
            pattern="[0-9]{1,9}"
            required
            autocomplete="off"
          />
        </div>
        <button type="submit">{texts.give}</button>
      </form>
      <FileDrop
        label={texts.importCsv}
        hint={texts.importHint}
        accept=".csv,text/csv"
        onFile={(file) => void take(file)}
      />
      <p role="status">{done}</p>
      {failure && <Alert>{failure}</Alert>}
    </section>
  );
}
