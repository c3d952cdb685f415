import type { Package } from '../../model/package.ts';
import type { Finding, Report, Vulnerability } from '../../model/report.ts';
import { sortedText } from './sorted.ts';
import type { FindingReference, SuppressedReference } from './document.ts';

/** A report's findings as references, and what they refer to. */
export interface References {
  readonly packages: readonly Package[];
  readonly vulnerabilities: readonly Vulnerability[];
  readonly findings: readonly FindingReference[];
  readonly suppressed: readonly SuppressedReference[];
}

/** Takes apart what findings repeat. A finding's package that the report does not list is listed behind the others. */
export function refer(report: Report): References {
  const packages = [...report.packages];
  const indexes = new Map<string, number>();
  for (const [index, pkg] of packages.entries()) {
    const key = sortedText(pkg);
    if (!indexes.has(key)) indexes.set(key, index);
  }
  const vulnerabilities = new Map<string, Vulnerability>();
  function referTo(finding: Finding): FindingReference {
    const key = sortedText(finding.package);
    const index = indexes.get(key) ?? packages.push(finding.package) - 1;
    indexes.set(key, index);
    const { id } = finding.vulnerability;
    const listed = vulnerabilities.get(id) ?? finding.vulnerability;
    vulnerabilities.set(id, listed);
    return referenceOf(finding, index, listed);
  }
  const findings = report.findings.map(referTo);
  const suppressed = report.suppressed.map(({ suppression, ...finding }) => ({ ...referTo(finding), suppression }));
  return { packages, vulnerabilities: [...vulnerabilities.values()], findings, suppressed };
}

function referenceOf(finding: Finding, index: number, listed: Vulnerability): FindingReference {
  const { vulnerability, package: _, ...rest } = finding;
  const differences = differencesOf(vulnerability, listed);
  const lacks = lacksOf(vulnerability, listed);
  return {
    vulnerability: vulnerability.id,
    package: index,
    ...rest,
    ...(Object.keys(differences).length === 0 ? {} : { differences }),
    ...(lacks.length === 0 ? {} : { lacks }),
  };
}

function differencesOf(vulnerability: Vulnerability, listed: Vulnerability): Partial<Vulnerability> {
  if (vulnerability === listed) return {};
  const known = new Map<string, unknown>(Object.entries(listed));
  return Object.fromEntries(
    Object.entries(vulnerability).filter(([name, value]) => sortedText(value) !== sortedText(known.get(name))),
  );
}

function lacksOf(vulnerability: Vulnerability, listed: Vulnerability): readonly string[] {
  return vulnerability === listed ? [] : Object.keys(listed).filter((name) => !Object.hasOwn(vulnerability, name));
}
