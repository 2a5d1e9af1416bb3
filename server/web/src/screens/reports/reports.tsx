// Reports for inspectors: an office, a period, a table with its chart, and files of both.
import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import type { ScreenProps } from "../../app/areas";
import { go } from "../../app/router";
import { hasRole, useSession } from "../../app/session";
import { useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert, SelectField, DateField } from "../../ui/field";
import { said } from "../../ui/said";
import { Figures } from "./figures";
import { isPeriod, period as periodOf, type Period } from "./period";
import { ReportView, type Report } from "./report_view";
import "./reports.css";
import { kTexts } from "./texts";

type Name = keyof (typeof kTexts)["vi"]["reports"];
const kNames = Object.keys(kTexts.vi.reports) as Name[];
const kWithFigures: Name[] = ["digitisation", "national_index"];

export function ReportsScreen({ client, below }: ScreenProps) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const language = useLanguage();
  const { session } = useSession();
  const name = kNames.find((one) => one === below) ?? "digitisation";
  const [unit, setUnit] = useState("");
  const [period, setPeriod] = useState<Period>(() => periodOf("thisMonth"));
  const [failure, setFailure] = useState("");
  const units = useAsked<Schemas["Units"]>(client, "/api/v1/units");
  const choices = (units.value?.units ?? []).map((one) => ({ value: one.id, text: one.name || one.id }));
  const own = units.value?.own ?? "";
  const offices = choices.some((one) => one.value === own) || !own ? choices : [{ value: own, text: own }, ...choices];

  const query = new URLSearchParams({ ...period, ...(unit ? { unit } : {}) }).toString();
  const path = `/api/v1/reports/${name}?${query}`;
  // The words of a report are the server's, in the language of the screen.
  const report = useAsked<Report>(client, isPeriod(period) ? path : null);

  async function download(format: "csv" | "xlsx"): Promise<void> {
    try {
      const content = await (await client.call(`${path}&format=${format}`)).blob();
      const address = URL.createObjectURL(content);
      const link = document.createElement("a");
      link.href = address;
      link.download = `${name}-${period.from}-${period.to}.${format}`;
      link.click();
      URL.revokeObjectURL(address);
      setFailure("");
    } catch (error) {
      setFailure(said(error, common));
    }
  }

  return (
    <div lang={language} class="reports">
      <h1>{texts.title}</h1>
      <div class="card no-print">
        <div class="fields">
          <SelectField
            label={texts.which}
            value={name}
            choices={kNames.map((one) => ({ value: one, text: texts.reports[one] }))}
            onChoice={(one) => go(`/reports/${one}`)}
          />
          <SelectField
            label={texts.unit}
            value={unit}
            choices={[{ value: "", text: texts.allUnits }, ...offices]}
            onChoice={setUnit}
          />
          <DateField
            label={texts.from}
            value={period.from}
            onDate={(from) => setPeriod({ ...period, from })}
          />
          <DateField
            label={texts.to}
            value={period.to}
            onDate={(to) => setPeriod({ ...period, to })}
          />
        </div>
        <p class="buttons">
          {(["thisMonth", "lastMonth", "thisYear"] as const).map((one) => (
            <button key={one} type="button" class="quiet" onClick={() => setPeriod(periodOf(one))}>
              {texts[one]}
            </button>
          ))}
          <button type="button" onClick={() => void download("csv")}>
            {texts.csv}
          </button>
          <button type="button" onClick={() => void download("xlsx")}>
            {texts.xlsx}
          </button>
          <button type="button" onClick={() => print()}>
            {texts.print}
          </button>
        </p>
      </div>
      {(failure || report.failure) && <Alert>{failure || report.failure}</Alert>}
      {report.value ? <ReportView report={report.value} /> : !report.failure && <p>{common.waiting}</p>}
      {kWithFigures.includes(name) && hasRole(session, "admin") && units.value && (
        <Figures client={client} period={period} units={offices} onGiven={report.again} />
      )}
    </div>
  );
}
