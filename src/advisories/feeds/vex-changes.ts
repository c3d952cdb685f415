/** What happened to documents since a moment, by their places: `2024/cve-2024-6119.json`. */
export interface VexChanges {
  readonly changed: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
}

/** A line of the lists: `"2024/cve-2024-6119.json","2026-01-13T10:00:00+00:00"`. */
const LINE = /^"?(?<place>\d{4}\/cve-\d{4}-\d{1,19}\.json)"?,"?(?<date>[^",]+)"?$/i;

/**
 * Reads the lists of documents that were changed and of those that were deleted, as CSAF's distributors keep them:
 * https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#7113-requirement-13-changescsv What was deleted and came back is changed.
 * Throws an Error where a list is none, so that nothing is missed.
 */
export function changesSince(moment: string, changes: string, deletions: string): VexChanges {
  const since = Date.parse(moment);
  const changed = datesIn(changes, since);
  if (changes.trim() === '') throw new Error('the list of changes is empty');
  const deleted = [...datesIn(deletions, since)]
    .filter(([place, date]) => date >= (changed.get(place) ?? 0))
    .map(([place]) => place);
  return { changed: new Set(changed.keys()), deleted: new Set(deleted) };
}

function datesIn(list: string, since: number): ReadonlyMap<string, number> {
  const dates = new Map<string, number>();
  for (const line of list.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    const { place, date = '' } = LINE.exec(text)?.groups ?? {};
    const at = Date.parse(date);
    if (place === undefined || Number.isNaN(at)) throw new Error(`a line of a list is "${text.slice(0, 100)}"`);
    if (at >= since) dates.set(place.toLowerCase(), at);
  }
  return dates;
}
