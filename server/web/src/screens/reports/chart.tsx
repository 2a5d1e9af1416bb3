// Bars beside a table that says the same: nothing is told by the chart alone, and a target is a line
// with a word, not a colour.
export interface Bar {
  label: string;
  value: number;
  shown: string;
}

const kWidth = 720;
const kRow = 28;
const kLabel = 220;
const kRight = 90;
export const kMostBars = 40;

export function BarChart({
  title,
  bars,
  target,
  targetText,
  most,
}: {
  title: string;
  bars: Bar[];
  target?: number | undefined;
  targetText?: string;
  most?: number; // of the scale; else of the bars
}) {
  const shown = bars.slice(-kMostBars);
  if (shown.length === 0) return null;
  const top = Math.max(most ?? 0, target ?? 0, ...shown.map((bar) => bar.value), 1);
  const scale = (value: number) => (value / top) * (kWidth - kLabel - kRight);
  const height = shown.length * kRow + 24;
  const line = target === undefined ? 0 : kLabel + scale(target);
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${kWidth} ${height}`}
      role="img"
      aria-label={`${title}: ${shown.map((bar) => `${bar.label} ${bar.shown}`).join("; ")}`}
    >
      {shown.map((bar, at) => (
        <g key={bar.label}>
          <text class="label" x={kLabel - 8} y={at * kRow + 19} text-anchor="end">
            {bar.label.length > 30 ? `${bar.label.slice(0, 29)}…` : bar.label}
          </text>
          <rect class="bar-of" x={kLabel} y={at * kRow + 5} width={scale(bar.value)} height={kRow - 10} />
          <text class="value" x={kLabel + scale(bar.value) + 6} y={at * kRow + 19}>
            {bar.shown}
          </text>
        </g>
      ))}
      {target !== undefined && (
        <>
          <line class="target" x1={line} x2={line} y1={0} y2={height - 20} />
          <text class="value" x={line} y={height - 5} text-anchor="middle">
            {targetText}
          </text>
        </>
      )}
    </svg>
  );
}
