import type { FindingGroup, Report } from '../../model/report.ts';
import { groupFindings } from '../../model/report.ts';
import { plain } from '../content/plain.ts';
import { rank } from '../content/rank.ts';
import { type Fingerprints, fingerprint } from './fingerprint.ts';
import { fromDistribution, purlType } from './purl.ts';
import { stablePath } from './stable-path.ts';

/** A group of findings with the identity under which code scanning keeps it. */
export interface Alert {
  readonly ruleId: string;
  readonly fingerprints: Fingerprints;
  readonly group: FindingGroup;
}

/** The alerts of a report, worst first. No two have the same identity: GitHub would show one of them and drop the other. */
export function alertsOf(report: Report): readonly Alert[] {
  const alerts = new Map<string, Alert>();
  for (const group of rank(groupFindings(report.findings))) {
    const alert = toAlert(group, report);
    const key = `${alert.ruleId} ${alert.fingerprints.primaryLocationLineHash}`;
    const same = alerts.get(key);
    alerts.set(key, same === undefined ? alert : { ...same, group: merge(same.group, group) });
  }
  return [...alerts.values()];
}

function toAlert(group: FindingGroup, report: Report): Alert {
  const [{ package: pkg }] = group.findings;
  return {
    ruleId: ruleIdOf(group.vulnerability.id),
    fingerprints: fingerprint({
      image: report.image.name,
      vulnerability: group.vulnerability.id,
      purlType: purlType(pkg),
      distribution: fromDistribution(pkg) ? pkg.ecosystem : '',
      package: group.name,
      root: stablePath(group.root ?? ''),
    }),
    group,
  };
}

/** A vulnerability's identifier as a rule's. GitHub refuses a whole file for one empty name. */
export function ruleIdOf(id: string): string {
  return plain(id, 255) || 'unnamed';
}

function merge(group: FindingGroup, other: FindingGroup): FindingGroup {
  const { fixedIn, ...rest } = group;
  const fixed = fixedIn !== undefined && other.fixedIn !== undefined;
  return { ...rest, ...(fixed ? { fixedIn } : {}), findings: [...group.findings, ...other.findings] };
}
