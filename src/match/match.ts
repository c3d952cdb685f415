import type { AdvisoryIndex } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import type { Finding, Gap } from '../model/report.ts';
import { type MatchOptions, reasonToLeaveOut, type Unjudged } from './unjudged.ts';
import { byUrgency } from './urgency.ts';
import type { JudgedPackage } from './judged-package.ts';
import { judgePackage } from './verdict.ts';
import { toFindings } from './vulnerability.ts';

export type { MatchOptions, Unjudged } from './unjudged.ts';
export type { JudgedPackage } from './judged-package.ts';

export interface Matched {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** What was left out on purpose. */
  readonly unjudged: readonly Unjudged[];
}

/** How many advisories that could not be judged are named. */
const NAMED = 3;

/** Judges packages by advisories. A version that cannot be compared is a gap; it never counts as not affected. */
export function matchPackages(
  judged: readonly JudgedPackage[],
  index: AdvisoryIndex,
  options: MatchOptions = { kernelHeaders: false },
): Matched {
  const findings: Finding[][] = [];
  const gaps: Gap[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of judged) {
    const reason = reasonToLeaveOut(one.package, options);
    if (reason !== undefined) {
      unjudged.push({ package: one.package, reason });
      continue;
    }
    const verdict = judgePackage(one, index);
    findings.push([...toFindings(one.package, verdict, one.compare)]);
    if (verdict.faults.size > 0) gaps.push(toGap(one.package, verdict.faults));
  }
  return { findings: findings.flat().sort(byUrgency), gaps, unjudged };
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
