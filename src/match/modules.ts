import type { Affected } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import type { Compare } from './versions.ts';

/** How the release of a build for a module goes on: `.module_el8.5.0+119+9a9ec082`, at Red Hat `.module+el8.5.0+…`. */
const MODULAR = /\.module[_+]/;

/** What is to be compared, and the advisory's title, which is where errata name a module's stream. */
export interface Comparison {
  readonly package: Package;
  readonly title: string;
  readonly compare: Compare;
}

/**
 * The entries that may be compared with a package, by the rules of rpm modules: https://docs.fedoraproject.org/en-US/modularity/
 *
 * - A build for a module and one that is not have nothing to do with each other, whatever their versions are.
 * - Streams of a module (nodejs 16 and 18) are lines of their own. Some feeds tell an entry's; OSV has no field for it, but the titles
 *   of errata name it (`nodejs:16`). Where neither they nor the package's label do, the versions alone decide.
 * - One source built again for another minor release differs only after `.module`. Each of these builds holds the fix, so the lowest
 *   decides.
 */
export function comparable(entries: readonly Affected[], comparison: Comparison): readonly Affected[] {
  const { module, version } = comparison.package;
  const modular = module !== undefined || MODULAR.test(version);
  const sameKind = entries.filter((entry) => mayConcern(entry, modular) && isOfStream(entry, module, modular));
  if (!modular) return sameKind;
  return isOtherStream(module, comparison.title) ? [] : withoutRebuilds(sameKind, comparison.compare);
}

/** An entry without a fix does not tell its kind, and concerns both; one that tells its stream needs no other mark. */
function mayConcern(entry: Affected, modular: boolean): boolean {
  if (entry.module !== undefined) return modular;
  const fixes = fixesOf(entry);
  return fixes.length === 0 || fixes.some((fix) => MODULAR.test(fix) === modular);
}

/** Whether an entry that tells its stream may concern a package of this label: a build for a module that lost its label may be of any. */
function isOfStream(entry: Affected, label: string | undefined, modular: boolean): boolean {
  if (entry.module === undefined) return true;
  return label === undefined ? modular : streamOf(label) === streamOf(entry.module);
}

/** `nodejs:16` of `nodejs:16:8050020210101:c5368500`. */
function streamOf(label: string): string {
  return label.split(':', 2).join(':');
}

/** Whether the title names streams of the package's module, and the package's own is not among them. */
function isOtherStream(label: string | undefined, title: string): boolean {
  const [name, stream] = label?.split(':') ?? [];
  if (name === undefined || stream === undefined) return false;
  const named = [...title.matchAll(/([\w.+-]+):([\w.+-]+)/g)].filter((match) => match[1] === name);
  return named.length > 0 && !named.some((match) => match[2] === stream);
}

function withoutRebuilds(entries: readonly Affected[], compare: Compare): readonly Affected[] {
  const kept = new Map<string, Affected>();
  for (const entry of entries) {
    const fixes = fixesOf(entry);
    const source = fixes.map((fix) => fix.split(MODULAR)[0]).join(' ');
    const other = kept.get(source);
    if (other === undefined || isLower(fixes, fixesOf(other), compare)) kept.set(source, entry);
  }
  return [...kept.values()];
}

function isLower(fixes: readonly string[], others: readonly string[], compare: Compare): boolean {
  const [fix] = fixes;
  const [other] = others;
  return fix !== undefined && other !== undefined && compare(fix, other) < 0;
}

/** The versions in which an entry says that it was fixed. */
export function fixesOf(entry: Affected): readonly string[] {
  return entry.ranges.flatMap((range) => range.events.flatMap((event) => ('fixed' in event ? [event.fixed] : [])));
}
