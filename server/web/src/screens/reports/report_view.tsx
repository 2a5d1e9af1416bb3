// One report: its notes, its chart and its table.
import type { Schemas } from "../../api/client";
import { date, dateTime, textsOf, useLanguage, useOwnTexts, type Language } from "../../texts/text";
import { BarChart, kMostBars, type Bar } from "./chart";
import { kTexts, type ReportTexts } from "./texts";

export type Report = Schemas["Report"];
type Column = Report["columns"][number];
type Cell = string | number | null | undefined;

// What is drawn of each report: the label and the value of a bar.
const kDrawn: Record<string, { label: string; value: string }> = {
  digitisation: { label: "name", value: "rate" },
  reuse: { label: "name", value: "rate" },
  throughput: { label: "day", value: "pages" },
  units: { label: "name", value: "pages" },
  turnaround: { label: "name", value: "median" },
  review: { label: "field", value: "rate" },
  quarantine: { label: "code", value: "count" },
};

export function duration(seconds: number, texts: ReportTexts): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} ${texts.seconds}`;
  if (whole < 7200) return `${Math.round(whole / 60)} ${texts.minutes}`;
  if (whole < 172800) return `${Math.round(whole / 3600)} ${texts.hours}`;
  return `${Math.round(whole / 86400)} ${texts.days}`;
}

function shown(column: Column, cell: Cell, texts: ReportTexts, language: Language): string {
  if (cell === null || cell === undefined || cell === "") {
    return column.sort === "text" ? "" : texts.missing;
  }
  if (column.key === "reached") return cell === "yes" ? `✓ ${texts.yes}` : `✗ ${texts.no}`;
  if (typeof cell === "string") {
    if (column.key === "day") return date(cell, language);
    if (column.key === "field") return textsOf(language).fieldNames[cell] ?? cell;
    if (column.key === "level") return textsOf(language).levels[cell] ?? cell;
    return /^\d{4}-\d\d-\d\dT/.test(cell) ? dateTime(cell, language) : cell;
  }
  if (column.sort === "seconds") return duration(cell, texts);
  const digits = column.sort === "percent" ? 1 : 0;
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(cell);
}

function barsOf(report: Report, texts: ReportTexts, language: Language): Bar[] {
  const drawn = kDrawn[report.report];
  const column = report.columns.find((one) => one.key === drawn?.value);
  const label = report.columns.find((one) => one.key === drawn?.label);
  if (!column || !label) return [];
  return report.rows.flatMap((row) => {
    const value = row[column.key];
    if (typeof value !== "number") return [];
    return [
      {
        label: shown(label, row[label.key], texts, language),
        value,
        shown: shown(column, value, texts, language) + (column.sort === "percent" ? " %" : ""),
      },
    ];
  });
}

// One target for all, or none to draw.
function targetOf(report: Report): number | undefined {
  const targets = new Set(report.rows.map((row) => row["target"]));
  const [only] = targets;
  return targets.size === 1 && typeof only === "number" ? only : undefined;
}

export function ReportView({ report }: { report: Report }) {
  const texts = useOwnTexts(kTexts);
  const language = useLanguage();
  const percent = report.columns.some((one) => one.key === "rate");
  const target = targetOf(report);
  const bars = barsOf(report, texts, language);
  return (
    <section class="card" aria-labelledby="report-title">
      <h2 id="report-title">
        {report.title}, {date(report.from, language)} – {date(report.until, language)}
      </h2>
      {report.notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
      {report.rows.length === 0 ? (
        <p>{texts.nothing}</p>
      ) : (
        <>
          <BarChart
            title={texts.chart}
            bars={bars}
            target={target}
            targetText={target === undefined ? "" : `${texts.target} ${target} %`}
            {...(percent ? { most: 100 } : {})}
          />
          {bars.length > kMostBars && <p class="hint">{texts.chartLast(kMostBars, bars.length)}</p>}
          <div class="scrolls" tabIndex={0} role="region" aria-label={report.title}>
            <table class="list">
              <thead>
                <tr>
                  {report.columns.map((column) => (
                    <th key={column.key} scope="col" class={column.sort === "text" ? "" : "number"}>
                      {column.title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {report.rows.map((row, at) => (
                  <tr key={at}>
                    {report.columns.map((column) => (
                      <td key={column.key} class={column.sort === "text" ? "" : "number"}>
                        {shown(column, row[column.key], texts, language)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
