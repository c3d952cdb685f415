import type { Finding } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';

/** Orders findings: worst first, then by vulnerability and package. */
export function byUrgency(a: Finding, b: Finding): number {
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
