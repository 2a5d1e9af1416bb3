// Days as the API has them, in Vietnam's time.
export interface Period {
  from: string;
  to: string;
}

const kVietnam = 7 * 3600 * 1000;

function day(year: number, month: number, date: number): string {
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
}

export function period(name: "thisMonth" | "lastMonth" | "thisYear", now = Date.now()): Period {
  const here = new Date(now + kVietnam);
  const year = here.getUTCFullYear();
  const month = here.getUTCMonth();
  if (name === "thisYear") return { from: day(year, 0, 1), to: day(year, 11, 31) };
  const shift = name === "lastMonth" ? -1 : 0;
  return { from: day(year, month + shift, 1), to: day(year, month + shift + 1, 0) };
}

export function isPeriod({ from, to }: Period): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(from) && /^\d{4}-\d\d-\d\d$/.test(to) && from <= to;
}
