import { countFindings, type Report } from '../../model/report.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { count, formatNumber } from './quantity.ts';

/** What the scan came to, in a sentence or two. A scan with gaps never reads as clean. */
export function verdict(report: Report): string {
  const counts = countFindings(report.findings);
  const packages = count(report.packages.length, 'package');
  const gaps = `This scan is incomplete: ${count(report.gaps.length, 'thing')} could not be judged.`;
  if (counts.total === 0) {
    if (report.gaps.length === 0) return `No known vulnerabilities in ${packages}.`;
    return `Nothing was found in ${packages}, but that is not all of the image. ${gaps}`;
  }
  const severities = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${formatNumber(counts[severity])} ${severity}`,
  );
  const found = `${count(counts.total, 'vulnerability', 'vulnerabilities')} in ${packages}: ${severities.join(', ')}`;
  const sentence = `${found}; ${formatNumber(counts.fixable)} with a fix.`;
  return report.gaps.length === 0 ? sentence : `${sentence} ${gaps}`;
}
