import { type Finding, type Report, sourceOf } from '../model/report.ts';
import { namesOf } from './ignore/rule.ts';

/**
 * The findings that an earlier scan did not have. A finding is the same where the vulnerability, by any of its names, the ecosystem,
 * the source package and the application are: neither a version that does not fix it nor another layer makes it new. A second copy in
 * the same application is none; in another application it is.
 */
export function newSince(report: Report, baseline: Report): readonly Finding[] {
  // What affected nobody was there all the same. What someone ignored counts again when the rule has ended: a date would have no effect else.
  const excused = baseline.suppressed.filter(({ suppression }) => suppression.kind === 'not-affected');
  const known = new Set([...baseline.findings, ...excused].flatMap(keysOf));
  return report.findings.filter((finding) => !keysOf(finding).some((key) => known.has(key)));
}

function keysOf(finding: Finding): readonly string[] {
  const { package: pkg } = finding;
  const about = [pkg.ecosystem, sourceOf(pkg).name, pkg.root ?? ''].join('\u001f');
  return namesOf(finding).map((id) => `${id}\u001f${about}`);
}
