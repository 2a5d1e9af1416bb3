// Dates as people of the office write them, day/month/year, and as they are stored, ISO 8601.

const kIso = /^(\d{4})-(\d\d)-(\d\d)$/;
// Also 5.3.2025, 5-3-2025 and 05032025, as typed in a hurry.
const kTyped = [/^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$/, /^(\d\d)(\d\d)(\d{4})$/];

const kIsoMonth = /^(\d{4})-(\d\d)$/;

// What is no ISO date stays as it is.
export function typedDate(iso: string): string {
  return iso.replace(kIso, "$3/$2/$1").replace(kIsoMonth, "$2/$1");
}

// A date of birth: the year alone will do, or month and year.
export function storedBirth(typed: string): string | null {
  const text = typed.trim();
  if (/^[1-9]\d{3}$/.test(text) || /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text)) return text;
  const month = /^(0?[1-9]|1[0-2])[/.\-\s]([1-9]\d{3})$/.exec(text);
  if (month?.[1] && month[2]) return `${month[2]}-${month[1].padStart(2, "0")}`;
  return storedDate(text);
}

// null: no day of the calendar.
export function storedDate(typed: string): string | null {
  const text = typed.trim();
  const iso = kIso.exec(text);
  if (iso) return onCalendar(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  for (const form of kTyped) {
    const found = form.exec(text);
    if (found) return onCalendar(Number(found[3]), Number(found[2]), Number(found[1]));
  }
  return null;
}

function onCalendar(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}
