import type { AdvisoryIndex } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { type Finding, sourceOf } from '../model/report.ts';
import type { Upgrade } from '../model/upgrade.ts';
import type { JudgedPackage } from './judged-package.ts';
import { judgePackage } from './verdict.ts';
import type { Compare } from './versions.ts';
import { highest, toFindings } from './vulnerability.ts';

/** How often a version is judged anew at most. Each time it rises, and few advisories have more than two branches. */
const MOST_ROUNDS = 8;

/** The findings of one version of a source package, with the packages that were built from it. */
interface Affliction {
  readonly findings: readonly [Finding, ...Finding[]];
  readonly judged: readonly [JudgedPackage, ...JudgedPackage[]];
}

/**
 * For each source package the lowest version that clears all its findings, those with most to clear first. Packages of which nothing has
 * a fix are left out, and so are those whose fixes cannot be compared.
 *
 * The highest of the fixes is not always that version. Where one vulnerability is fixed in 1.9 and in 2.3, and another in 2.1 alone, the
 * first is open again in 2.1. So the package is judged once more as it would be then, until nothing that has a fix is left.
 */
export function upgradesOf(
  judged: readonly JudgedPackage[],
  findings: readonly Finding[],
  index: AdvisoryIndex,
): readonly Upgrade[] {
  const known = new Map(judged.map((one) => [one.package, one]));
  const steps = [...Map.groupBy(findings, keyOf).values()].flatMap((group) => {
    const affliction = afflictionOf(group, known);
    const step = affliction === undefined ? undefined : stepOf(affliction, index);
    return step === undefined ? [] : [step];
  });
  return [
    ...Map.groupBy(steps, ({ upgrade: { ecosystem, package: name, to } }) => JSON.stringify([ecosystem, name, to])).values(),
  ]
    .map(united)
    .sort((a, b) => b.clears - a.clears || compareText(a.ecosystem, b.ecosystem) || compareText(a.package, b.package));
}

/** One version's way up: the upgrade, and the vulnerabilities behind its numbers. */
interface Step {
  readonly upgrade: Pick<Upgrade, 'ecosystem' | 'package' | 'to'>;
  readonly from: string;
  readonly cleared: ReadonlySet<string>;
  readonly remaining: ReadonlySet<string>;
}

function keyOf({ package: pkg }: Finding): string {
  const { name, version } = sourceOf(pkg);
  return JSON.stringify([pkg.ecosystem, name, version]);
}

function afflictionOf(findings: readonly Finding[], known: ReadonlyMap<Package, JudgedPackage>): Affliction | undefined {
  const judged = new Map(findings.map(({ package: pkg }) => [pkg.name, known.get(pkg)]));
  const [first, ...rest] = [...judged.values()].filter((one) => one !== undefined);
  const [worst, ...others] = findings;
  if (first === undefined || worst === undefined) return undefined;
  return { findings: [worst, ...others], judged: [first, ...rest] };
}

function stepOf(affliction: Affliction, index: AdvisoryIndex): Step | undefined {
  const { findings, judged } = affliction;
  const [{ package: pkg }] = findings;
  const { name, version } = sourceOf(pkg);
  const unfixed = new Set(idsOf(findings.filter(({ fixedIn }) => fixedIn === undefined)));
  const own = new Set(idsOf(findings).filter((id) => !unfixed.has(id)));
  const fixes = findings.filter(({ vulnerability }) => own.has(vulnerability.id)).flatMap(({ fixedIn }) => fixedIn ?? []);
  try {
    const { to, open } = climb(affliction, { fixes, own, index });
    if (to === undefined) return undefined;
    const remaining = new Set([...unfixed, ...open]);
    const cleared = new Set([...own].filter((id) => !remaining.has(id)));
    if (cleared.size === 0) return undefined;
    return { upgrade: { ecosystem: judged[0].package.ecosystem, package: name, to }, from: version, cleared, remaining };
  } catch {
    // A version that cannot be compared is a gap of the findings already; no version can be promised.
    return undefined;
  }
}

/** Rises from fix to fix until none of `own` that has a further fix is left. Throws where versions cannot be compared. */
function climb(
  { judged }: Affliction,
  { fixes, own, index }: { readonly fixes: readonly string[]; readonly own: ReadonlySet<string>; readonly index: AdvisoryIndex },
): { readonly to: string | undefined; readonly open: readonly string[] } {
  const [{ compare }] = judged;
  let to = highest(fixes, compare);
  // One fix for all of them clears all of them.
  if (to === undefined || new Set(fixes).size === 1) return { to, open: [] };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const left: readonly Finding[] = stillOpen(judged, to, index).filter(({ vulnerability }) => own.has(vulnerability.id));
    const next = highestAbove(to, left, compare);
    if (next === undefined) return { to, open: idsOf(left) };
    to = next;
  }
  return { to, open: idsOf(stillOpen(judged, to, index)).filter((id) => own.has(id)) };
}

function highestAbove(version: string, findings: readonly Finding[], compare: Compare): string | undefined {
  const above = findings.flatMap(({ fixedIn }) => (fixedIn !== undefined && compare(fixedIn, version) > 0 ? [fixedIn] : []));
  return highest(above, compare);
}

/** What would be found of the packages in another version. */
function stillOpen(judged: readonly JudgedPackage[], version: string, index: AdvisoryIndex): readonly Finding[] {
  return judged.flatMap((one) => {
    const { source } = one.package;
    const pkg = { ...one.package, version, ...(source === undefined ? {} : { source: { ...source, version } }) };
    return toFindings(pkg, judgePackage({ ...one, package: pkg }, index), one.compare);
  });
}

function united(steps: readonly Step[]): Upgrade {
  const [first] = steps;
  if (first === undefined) throw new Error('an upgrade has at least one step');
  return {
    ...first.upgrade,
    from: steps.map(({ from }) => from),
    clears: new Set(steps.flatMap(({ cleared }) => [...cleared])).size,
    remains: new Set(steps.flatMap(({ remaining }) => [...remaining])).size,
  };
}

function idsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ vulnerability }) => vulnerability.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
