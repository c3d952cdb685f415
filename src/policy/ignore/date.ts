const DAY = 24 * 60 * 60 * 1000;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
/** https://www.rfc-editor.org/rfc/rfc3339#section-5.6, with what YAML and TOML allow between date and time. */
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch at which the day begins, in UTC; undefined where the text is no day of the calendar. */
export function startOfDay(text: string): number | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const made = new Date(time);
  return made.getUTCMonth() === Number(month) - 1 && made.getUTCDate() === Number(day) ? time : undefined;
}

/** Milliseconds since the epoch at which the day is over, in UTC; undefined where the text is no day of the calendar. */
export function endOfDay(text: string): number | undefined {
  const start = startOfDay(text);
  return start === undefined ? undefined : start + DAY;
}

/** A day's beginning, or the moment that is written with a time and a zone; undefined where it is neither. */
export function momentOf(text: string): number | undefined {
  if (!INSTANT.test(text)) return startOfDay(text);
  const time = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(time) ? undefined : time;
}

/** The last day, in UTC, on which something that ends at that moment holds: `2027-01-31`. */
export function lastDay(end: number): string {
  return new Date(end - 1).toISOString().slice(0, 10);
}
