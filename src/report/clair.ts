import type { Finding, Report } from '../model/report.ts';
import { enrichmentsOf } from './clair/enrichment.ts';
import { clairDistribution, clairEnvironment, clairPackage, clairRepository } from './clair/package.ts';
import { clairVulnerability } from './clair/vulnerability.ts';
import type { ClairRepository, ClairVulnerability, VulnerabilityReport } from './clair/vulnerability-report.ts';
import { jsonText } from './content/json.ts';
import { type Listed, listingOf } from './content/listing.ts';
import type { Format } from './format.ts';

/** What Clair itself reports, for whatever reads Clair. It has no place for what counts no longer, nor for what could not be judged. */
export const clair: Format = {
  id: 'clair',
  description: "Clair's vulnerability report, for what reads Clair",
  render: (report) => jsonText(reportOf(report)),
};

function reportOf(report: Report): VulnerabilityReport {
  const { packages, findings } = listingOf(report);
  const { vulnerabilities, byPackage, told } = tell(findings, report);
  const distribution = report.release === undefined ? undefined : clairDistribution(report.release);
  return {
    manifest_hash: report.image.manifestDigest,
    packages: Object.fromEntries(packages.map((listed) => [listed.key, clairPackage(listed)])),
    distributions: distribution === undefined ? {} : { [distribution.id]: distribution },
    repository: Object.fromEntries(packages.flatMap(({ package: pkg }) => named(clairRepository(pkg)))),
    environments: Object.fromEntries(packages.map(({ key, package: pkg }) => [key, [clairEnvironment(pkg, report)]])),
    vulnerabilities: Object.fromEntries(vulnerabilities),
    package_vulnerabilities: Object.fromEntries([...byPackage].map(([key, ids]) => [key, [...ids]])),
    enrichments: enrichmentsOf(told),
  };
}

function named(repository: ClairRepository | undefined): readonly (readonly [string, ClairRepository])[] {
  return repository === undefined ? [] : [[repository.name, repository]];
}

function tell(findings: readonly Listed[], report: Report) {
  const vulnerabilities = new Map<string, ClairVulnerability>();
  const told = new Map<string, Finding>();
  const byPackage = new Map<string, Set<string>>();
  for (const { key, finding } of findings) {
    const vulnerability = clairVulnerability(finding, report);
    vulnerabilities.set(vulnerability.id, vulnerability);
    told.set(vulnerability.id, finding);
    const ids = byPackage.get(key) ?? new Set();
    byPackage.set(key, ids.add(vulnerability.id));
  }
  return { vulnerabilities, told, byPackage };
}
