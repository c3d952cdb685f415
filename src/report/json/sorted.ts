/** The same data with every object's keys in order of their code units, so that equal data is equal text. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .map(([name, held]): [string, unknown] => [name, sorted(held)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** A value's JSON with sorted keys: equal for equal data. */
export function sortedText(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? '';
}
