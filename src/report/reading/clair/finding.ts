import { validate } from '../../../model/document.ts';
import type { Package } from '../../../model/package.ts';
import type { Finding, Gap } from '../../../model/report.ts';
import { compareSeverity } from '../../../model/severity.ts';
import { compareText } from '../../content/rank.ts';
import { type Enrichments, enrichmentsOf } from './enrichment.ts';
import { identitiesOf } from './identity.ts';
import { type ClairText, identifiersSchema, type ReadVulnerability, vulnerabilitySchema } from './schema.ts';
import { fixOf, ratingOf, vulnerabilityOf } from './vulnerability.ts';

/** A vulnerability of Clair's, under its identifier. */
interface Told {
  readonly key: string;
  readonly told: ReadVulnerability;
}

/** What affects the packages, worst first, and what the report names and does not hold. */
export function findingsOf(
  report: ClairText,
  packages: ReadonlyMap<string, Package>,
): { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] } {
  const known = new Map(
    Object.entries(report.vulnerabilities ?? {}).map(([id, value]) => [id, validate(vulnerabilitySchema, value)]),
  );
  const enrichments = enrichmentsOf(report.enrichments ?? {});
  const findings: Finding[] = [];
  const gaps: Gap[] = [];
  for (const [key, value] of Object.entries(report.package_vulnerabilities ?? {})) {
    const pkg = packages.get(key);
    if (pkg === undefined) {
      gaps.push({ subject: key, reason: 'The report names vulnerabilities of a package that it does not hold.' });
      continue;
    }
    const ids = validate(identifiersSchema, value) ?? [];
    const told = ids.flatMap((id) => toldOf(id, known));
    if (told.length < ids.length) {
      gaps.push({ subject: pkg.name, reason: 'The report names vulnerabilities of it that it does not hold.' });
    }
    for (const finding of packageFindings(pkg, told, enrichments)) findings.push(finding);
  }
  return { findings: findings.sort(compareFindings), gaps };
}

function toldOf(key: string, known: ReadonlyMap<string, ReadVulnerability>): readonly Told[] {
  const told = known.get(key);
  return told === undefined ? [] : [{ key, told }];
}

function packageFindings(pkg: Package, told: readonly Told[], enrichments: Enrichments): Iterable<Finding> {
  const findings = new Map<string, Finding>();
  for (const one of told) {
    for (const finding of toFindings(pkg, one, enrichments)) {
      const { id } = finding.vulnerability;
      const known = findings.get(id);
      findings.set(id, known === undefined ? finding : merge(known, finding));
    }
  }
  return findings.values();
}

function toFindings(pkg: Package, { key, told }: Told, { scores, exploitations }: Enrichments): readonly Finding[] {
  const rating = ratingOf(told, scores.get(key), pkg.root === undefined);
  const exploitation = exploitations.get(key);
  return identitiesOf(told.name, told.links).map((identity) => ({
    vulnerability: { ...vulnerabilityOf(identity, told, rating), ...(exploitation === undefined ? {} : { exploitation }) },
    package: pkg,
    advisories: [identity.aliases[0] ?? identity.id],
    ...fixOf(told),
  }));
}

/** Two records of one vulnerability: the worse one's telling, and a fix where both have one, because one alone would not clear it. */
function merge(known: Finding, other: Finding): Finding {
  const [first, second] = compareFindings(known, other) <= 0 ? [known, other] : [other, known];
  const { fixedIn, ...rest } = first;
  return {
    ...rest,
    advisories: [...new Set([...first.advisories, ...second.advisories])],
    ...(fixedIn === undefined || second.fixedIn === undefined ? {} : { fixedIn }),
  };
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.vulnerability.rating.severity, b.vulnerability.rating.severity) ||
    compareText(a.vulnerability.id, b.vulnerability.id) ||
    compareText(a.package.name, b.package.name)
  );
}
