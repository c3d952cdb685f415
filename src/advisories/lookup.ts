import type { Advisory, AdvisoryIndex } from '../model/advisory.ts';

/** What one feed told, as it is entered. */
export interface Entry {
  readonly advisories: readonly Advisory[];
  /** Whether its records are OSV's: then those of one id are one, in whichever folder they lie. */
  readonly isOsv: boolean;
}

/** Makes advisories easy to find, by ecosystem and package. */
export function lookupIn(entries: readonly Entry[]): AdvisoryIndex['find'] {
  const found = new Map<string, Advisory[]>();
  const entered = new Set<string>();
  for (const { advisories, isOsv } of entries) {
    for (const advisory of advisories) {
      // A record may have several entries for a package.
      for (const key of new Set(advisory.affected.map(({ ecosystem, name }) => keyOf(ecosystem, name)))) {
        const once = `${key}\u001f${advisory.id}`;
        if (isOsv && entered.has(once)) continue;
        if (isOsv) entered.add(once);
        const advisoriesHere = found.get(key);
        if (advisoriesHere === undefined) found.set(key, [advisory]);
        else advisoriesHere.push(advisory);
      }
    }
  }
  return (ecosystem, name) => found.get(keyOf(ecosystem, name)) ?? [];
}

function keyOf(ecosystem: string, name: string): string {
  return `${ecosystem}\u001f${name}`;
}
