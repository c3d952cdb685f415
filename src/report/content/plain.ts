import { printable } from '../../model/text.ts';

/** The text, cut to so many UTF-16 code units, which is how GitHub's limits are counted, and never through a character. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Text from outside as one printable line of at most so many UTF-16 code units. */
export function plain(text: string, longest: number): string {
  // Cut first as well: an advisory may be megabytes long, and no format shows more than its beginning.
  const start = text.slice(0, longest * 8).toWellFormed();
  return cut(printable(start.replace(/\s+/g, ' ').trim()), longest);
}
