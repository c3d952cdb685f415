import type { Package } from '../../../src/model/package.ts';
import type { Finding } from '../../../src/model/report.ts';
import { type IgnoreRule, leavesOut } from '../../../src/policy/ignore/rule.ts';
import { aFinding, aPackage, aVulnerability, release } from '../../support/reports.ts';

interface Found extends Partial<Package> {
  readonly id?: string;
  readonly aliases?: readonly string[];
  readonly fixedIn?: string;
  readonly outlook?: NonNullable<Finding['outlook']>;
}

/** A finding of CVE-1 in curl of Debian 12, unless told otherwise. */
export function found({ id = 'CVE-1', aliases = [], fixedIn, outlook, ...pkg }: Found = {}): Finding {
  const finding = aFinding(aVulnerability(id, { aliases }), aPackage(pkg.name ?? 'curl', pkg), fixedIn);
  return outlook === undefined ? finding : { ...finding, outlook };
}

/** Whether any of the rules leaves the finding out of a report of Debian 12, or of another release. */
export function ignores(rules: readonly IgnoreRule[], finding: Finding, [id, version] = ['debian', '12']): boolean {
  return rules.some((rule) => leavesOut(rule, finding, { release: release(id, version) }));
}
