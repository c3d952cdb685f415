import type { FindingGroup } from '../../model/report.ts';
import { compareSeverity } from '../../model/severity.ts';

/** Worst first, then what is known to be exploited, then what is likely to be, then what has a fix, then by identifier and package: what should be read first, and kept where room ends. */
export function rank(groups: readonly FindingGroup[]): readonly FindingGroup[] {
  return [...groups].sort(
    (a, b) =>
      compareSeverity(a.vulnerability.rating.severity, b.vulnerability.rating.severity) ||
      exploited(b) - exploited(a) ||
      likelihood(b) - likelihood(a) ||
      Number(a.fixedIn === undefined) - Number(b.fixedIn === undefined) ||
      compareText(a.vulnerability.id, b.vulnerability.id) ||
      compareText(a.name, b.name),
  );
}

function exploited({ vulnerability }: FindingGroup): number {
  return vulnerability.exploitation?.knownExploited === undefined ? 0 : 1;
}

function likelihood({ vulnerability }: FindingGroup): number {
  return vulnerability.exploitation?.epss?.probability ?? 0;
}

/** By code unit: the same on every machine, in every language. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
