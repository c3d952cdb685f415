import * as core from '@actions/core';
import type { LayerPlace, Place, Places } from '../model/place.ts';
import { type FindingGroup, groupFindings, type Report } from '../model/report.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../model/severity.ts';
import { printable, shorten } from '../model/text.ts';

/** What is used of `@actions/core`: it escapes what would end a command or a property. */
export type AnnotationCommands = Pick<typeof core, 'error' | 'warning' | 'notice'>;

/** Something to read on lines of a file of the repository. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  /** Relative to the repository's root, with slashes. */
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly title: string;
  readonly message: string;
}

/** The runner takes ten of each level from a step and drops the others: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md */
const MOST = 10;
const MOST_NAMED = 5;

/** Findings that one place decides on. */
interface Placed {
  readonly place: Place;
  readonly groups: readonly FindingGroup[];
  readonly severity: Severity;
}

/**
 * What to say on which lines, worst first and at most ten: a line is told of once, with all that it decides on. Findings without a place
 * in a file are left out; the summary has them.
 */
export function annotationsOf({ findings, places }: Pick<Report, 'findings' | 'places'>): readonly Annotation[] {
  if (places === undefined) return [];
  return placed(groupFindings(findings), places)
    .sort((a, b) => compareSeverity(a.severity, b.severity) || b.groups.length - a.groups.length)
    .flatMap((one) => toAnnotation(one) ?? [])
    .slice(0, MOST);
}

/** Shows annotations in the run and in the pull request. */
export function annotate(annotations: readonly Annotation[], commands: AnnotationCommands = core): void {
  for (const { level, message, ...properties } of annotations) commands[level](message, properties);
}

function placed(groups: readonly FindingGroup[], places: Places): Placed[] {
  const find = finderIn(places);
  const byPlace = new Map<string, { readonly place: Place; readonly groups: FindingGroup[] }>();
  for (const group of groups) {
    const place = find(group);
    if (place === undefined) continue;
    const key = JSON.stringify([place.uri, place.startLine, place.endLine]);
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, { place, groups: [group] });
    else known.groups.push(group);
  }
  return [...byPlace.values()].map(({ place, groups: all }) => {
    const [worst, ...rest] = all.toSorted((a, b) => compareSeverity(severityOf(a), severityOf(b)));
    return {
      place,
      groups: worst === undefined ? rest : [worst, ...rest],
      severity: worst === undefined ? 'unknown' : severityOf(worst),
    };
  });
}

/** A package's own entry in a lock file, else the line that names it, else the instruction that made its layer. */
function finderIn({ packages, layers }: Places): (group: FindingGroup) => Place | undefined {
  const byPurl = new Map(packages.map(({ purl, place }) => [purl, place]));
  const byLayer = new Map<number, LayerPlace & { readonly named: ReadonlyMap<string, Place> }>(
    layers.map((layer) => [
      layer.layer,
      { ...layer, named: new Map((layer.lines ?? []).map(({ purl, place }) => [purl, place])) },
    ]),
  );
  return ({ findings }) => {
    for (const { package: pkg } of findings) {
      const layer = byLayer.get(pkg.layer.index);
      const place = byPurl.get(pkg.purl) ?? layer?.named.get(pkg.purl) ?? layer?.place;
      if (place !== undefined) return place;
    }
    return undefined;
  };
}

function toAnnotation({ place, groups, severity }: Placed): Annotation | undefined {
  const file = pathOf(place.uri);
  if (file === undefined) return undefined;
  const many = groups.length === 1 ? '1 vulnerability' : `${groups.length} vulnerabilities`;
  const bringer = { lockfile: 'This entry', instruction: 'This instruction', base: 'The base image' }[place.kind];
  const left = groups.length - MOST_NAMED;
  const named = groups.slice(0, MOST_NAMED).map(sentenceOf).join(', ');
  const advice = place.kind === 'base' ? ' Update the base image here.' : '';
  return {
    level: levelOf(severity),
    file,
    startLine: place.startLine,
    endLine: place.endLine,
    title: `${many}: ${countsOf(groups)}`,
    message: `${bringer} brings ${named}${left > 0 ? ` and ${left} more` : ''}.${advice}`,
  };
}

function sentenceOf({ vulnerability, name, version, fixedIn }: FindingGroup): string {
  const fix = fixedIn === undefined ? 'no fix yet' : `fixed in ${text(fixedIn, 60)}`;
  return `${text(vulnerability.id, 60)} (${vulnerability.rating.severity}) in ${text(name, 80)} ${text(version, 60)} (${fix})`;
}

function countsOf(groups: readonly FindingGroup[]): string {
  const counts = SEVERITIES.map(
    (severity) => [groups.filter((group) => severityOf(group) === severity).length, severity] as const,
  );
  return counts.flatMap(([number, severity]) => (number === 0 ? [] : [`${number} ${severity}`])).join(', ');
}

function severityOf({ vulnerability }: FindingGroup): Severity {
  return vulnerability.rating.severity;
}

function levelOf(severity: Severity): Annotation['level'] {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'notice';
}

/** The runner takes a path as it is, where a place has an address. */
function pathOf(uri: string): string | undefined {
  try {
    const path = decodeURIComponent(uri);
    return path === '' || printable(path) !== path ? undefined : path;
  } catch {
    return undefined;
  }
}

function text(given: string, longest: number): string {
  return shorten(printable(given.slice(0, longest * 8).replace(/\s+/g, ' ')), longest);
}
