import type { Advisory, AdvisoryIndex, Affected } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { type Finding, type Gap, sourceOf } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';
import { comparable } from './modules.ts';
import { type Compare, fixedVersion, isAffected } from './ranges.ts';
import { type Hit, highest, toFindings } from './vulnerability.ts';

/** A package with what it takes to judge it. */
export interface JudgedPackage {
  readonly package: Package;
  /** The ecosystems, with release, whose advisories concern it: `Debian:12`. */
  readonly ecosystems: readonly string[];
  /** Whether advisories name the source package, the binary package, or either. */
  readonly keyedBy: 'source' | 'binary' | 'either';
  readonly compare: Compare;
}

export interface Matched {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** A name under which advisories may speak of a package, with the version that they mean. */
interface Subject {
  readonly name: string;
  readonly version: string;
}

/** How many advisories that could not be judged are named. */
const NAMED = 3;

/** Judges packages by advisories. A version that cannot be compared is a gap; it never counts as not affected. */
export function matchPackages(judged: readonly JudgedPackage[], index: AdvisoryIndex): Matched {
  const findings: Finding[] = [];
  const gaps: Gap[] = [];
  for (const one of judged) {
    const faults = new Map<string, string>();
    const hits = judge(one, index, faults);
    findings.push(...toFindings(one.package, hits, one.compare));
    if (faults.size > 0) gaps.push(toGap(one.package, faults));
  }
  return { findings: findings.sort(byUrgency), gaps };
}

/** The advisories that cover a package. `faults` receives those that could not be compared with it, and why. */
function judge(judged: JudgedPackage, index: AdvisoryIndex, faults: Map<string, string>): readonly Hit[] {
  const hits = new Map<string, Hit>();
  for (const subject of subjectsOf(judged)) {
    for (const advisory of concerning(subject, judged.ecosystems, index)) {
      try {
        const hit = judgeBy(advisory, subject, judged);
        if (hit !== undefined) hits.set(advisory.id, merged(hits.get(advisory.id), hit, judged.compare));
      } catch (error) {
        faults.set(advisory.id, error instanceof Error ? error.message : String(error));
      }
    }
  }
  for (const id of hits.keys()) faults.delete(id);
  return [...hits.values()];
}

/** Whether an advisory covers the subject. Throws where no entry says that it does and one could not be compared. */
function judgeBy(advisory: Advisory, subject: Subject, judged: JudgedPackage): Hit | undefined {
  const { compare, ecosystems } = judged;
  const speaking = advisory.affected.filter((entry) => entry.name === subject.name && ecosystems.includes(entry.ecosystem));
  const entries = comparable(speaking, { package: judged.package, title: advisory.summary, compare });
  let fault: unknown;
  const covering = entries.filter((entry) => {
    try {
      return isAffected(subject.version, entry, compare);
    } catch (error) {
      fault = error;
      return false;
    }
  });
  if (covering.length > 0) return { advisory, entries: covering, fixedIn: fixOf(subject.version, entries, compare) };
  if (fault !== undefined) throw fault;
  return undefined;
}

/** The fix; undefined also where it cannot be told, because that the package is affected stands all the same. */
function fixOf(version: string, entries: readonly Affected[], compare: Compare): string | undefined {
  try {
    return fixedVersion(version, entries, compare);
  } catch {
    return undefined;
  }
}

function merged(earlier: Hit | undefined, hit: Hit, compare: Compare): Hit {
  if (earlier === undefined) return hit;
  const fixedIn = highest([earlier.fixedIn, hit.fixedIn], compare);
  return { advisory: hit.advisory, entries: [...earlier.entries, ...hit.entries], fixedIn };
}

function subjectsOf({ package: pkg, keyedBy }: JudgedPackage): readonly Subject[] {
  const source = sourceOf(pkg);
  if (keyedBy === 'source') return [source];
  if (keyedBy === 'binary' || (source.name === pkg.name && source.version === pkg.version)) return [pkg];
  return [source, pkg];
}

function concerning(subject: Subject, ecosystems: readonly string[], index: AdvisoryIndex): Iterable<Advisory> {
  const found = new Map<string, Advisory>();
  for (const ecosystem of ecosystems) {
    for (const advisory of index.find(ecosystem, subject.name)) found.set(advisory.id, advisory);
  }
  return found.values();
}

function toGap(pkg: Package, faults: ReadonlyMap<string, string>): Gap {
  const ids = [...faults.keys()];
  const [reason = ''] = faults.values();
  const more = ids.length > NAMED ? ` and ${String(ids.length - NAMED)} more` : '';
  return {
    subject: `${pkg.name} ${pkg.version}`,
    reason: `it could not be compared with ${ids.slice(0, NAMED).join(', ')}${more}: ${reason}`,
  };
}

function byUrgency(a: Finding, b: Finding): number {
  const bySeverity = compareSeverity(a.vulnerability.rating.severity, b.vulnerability.rating.severity);
  if (bySeverity !== 0) return bySeverity;
  return compareTexts(orderOf(a), orderOf(b));
}

function orderOf({ vulnerability, package: pkg }: Finding): readonly string[] {
  return [vulnerability.id, pkg.name, pkg.version, pkg.arch ?? '', pkg.path];
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [position, text] of a.entries()) {
    const other = b[position] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}
