import type { Advisory } from '../model/advisory.ts';
import { isCve, namesOf, vulnerabilitiesOf } from './names.ts';
import type { Hit } from './hit.ts';

/** Advisories that tell of one vulnerability, by the name that it goes by. */
export type Groups = ReadonlyMap<string, readonly Hit[]>;

/**
 * Gathers advisories by the vulnerabilities that they tell of. Names that advisories give each other are names of one thing, through as
 * many advisories as it takes: Go's record names a GHSA, and the GHSA a CVE. It goes by its CVE; else by its GHSA; else by the name of
 * an advisory itself.
 *
 * An advisory that names several CVEs is in the group of each, and ties nothing together: it is no name of theirs. Where names lead to
 * several CVEs all the same, each stays a vulnerability of its own, and what names none of them belongs to each.
 */
export function gather(hits: readonly Hit[]): Groups {
  const ordered = hits.toSorted(byAdvisory);
  const titlesOf = titlesIn(ordered.map(({ advisory }) => advisory));
  const groups = new Map<string, Hit[]>();
  for (const hit of ordered) {
    for (const title of titlesOf(hit.advisory)) {
      const group = groups.get(title);
      if (group === undefined) groups.set(title, [hit]);
      else group.push(hit);
    }
  }
  return groups;
}

/** The names by which the vulnerabilities that an advisory tells of go: several where it, or what it is tied to, names several CVEs. */
type TitlesOf = (advisory: Advisory) => readonly string[];

function titlesIn(advisories: readonly Advisory[]): TitlesOf {
  const ids = new Set(advisories.map(({ id }) => id));
  const above = tie(advisories);
  const titles = new Map<string, readonly string[]>();
  for (const [top, names] of setsOf(above)) titles.set(top, titlesAmong(names, ids));
  return (advisory) => {
    const own = vulnerabilitiesOf(advisory);
    const [first] = own;
    if (first === undefined || isCve(first)) return own;
    return titles.get(topOf(first, above)) ?? [first];
  };
}

/** Of the names of one thing those that it goes by. */
function titlesAmong(names: readonly string[], ids: ReadonlySet<string>): readonly string[] {
  const ordered = names.toSorted();
  const cves = ordered.filter(isCve);
  if (cves.length > 0) return cves;
  const title = ordered.find((name) => name.startsWith('GHSA-')) ?? ordered.find((name) => ids.has(name));
  return title === undefined ? [] : [title];
}

/** A forest in which the names of one thing hang, near or far, from one of them. */
type Forest = Map<string, string>;

function tie(advisories: readonly Advisory[]): Forest {
  const above: Forest = new Map();
  for (const advisory of advisories) {
    if (vulnerabilitiesOf(advisory).length !== 1) continue;
    const [first = advisory.id, ...others] = namesOf(advisory);
    for (const name of others) above.set(topOf(name, above), topOf(first, above));
  }
  return above;
}

function setsOf(above: Forest): ReadonlyMap<string, readonly string[]> {
  const sets = new Map<string, string[]>();
  for (const name of new Set([...above.keys(), ...above.values()])) {
    const top = topOf(name, above);
    const set = sets.get(top);
    if (set === undefined) sets.set(top, [name]);
    else set.push(name);
  }
  return sets;
}

/** Climbs, and hangs what it passes one step higher, so that the next climb is shorter. */
function topOf(name: string, above: Forest): string {
  let at = name;
  for (let next = above.get(at); next !== undefined && next !== at; next = above.get(at)) {
    above.set(at, above.get(next) ?? next);
    at = next;
  }
  return at;
}

function byAdvisory(a: Hit, b: Hit): number {
  if (a.advisory.id === b.advisory.id) return 0;
  return a.advisory.id < b.advisory.id ? -1 : 1;
}
