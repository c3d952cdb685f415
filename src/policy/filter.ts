import type { Finding, Report } from '../model/report.ts';
import type { PolicyRequest } from '../model/request.ts';

/** Leaves out what an update does not fix, where only what it fixes counts: for the report and for the gate alike. */
export function fixedOnly(report: Report, { onlyFixed }: Pick<PolicyRequest, 'onlyFixed'>): Report {
  return onlyFixed ? keeping(report, ({ fixedIn }) => fixedIn !== undefined) : report;
}

/** Leaves out the severities that nobody asked to see. The gate looks at what was there before. */
export function shown(report: Report, { severities }: Pick<PolicyRequest, 'severities'>): Report {
  if (severities === undefined) return report;
  const wanted = new Set(severities);
  return keeping(report, ({ vulnerability }) => wanted.has(vulnerability.rating.severity));
}

/** The report without other findings, whether they count or not. */
function keeping(report: Report, isWanted: (finding: Finding) => boolean): Report {
  return { ...report, findings: report.findings.filter(isWanted), suppressed: report.suppressed.filter(isWanted) };
}
