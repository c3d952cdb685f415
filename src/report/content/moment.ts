const MOMENT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * A moment of RFC 3339 in the one spelling that every format takes: in UTC, to the second, `2026-09-01T06:12:44Z`. Undefined where
 * the text is none: advisories hold whatever they hold.
 */
export function moment(text: string): string | undefined {
  const time = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  const told = `${new Date(time).toISOString().slice(0, -'.000Z'.length)}Z`;
  // An offset can lead out of the years that have four digits.
  return MOMENT.test(told) ? told : undefined;
}
