import { type Document, parseDocument, Unreadable, validate } from '../../model/document.ts';
import type { Package } from '../../model/package.ts';
import type { Finding, Report, Vulnerability } from '../../model/report.ts';
import { documentSchema, type ReadFinding, vulnerabilitySchema } from './schema.ts';
import { asUsage } from './unreadable.ts';

/** Makes the report again that `format: json` wrote. Throws `USAGE` that names the field at fault. */
export function readJsonReport(text: string): Report {
  return asUsage(() => reportOf(parseDocument(text)));
}

/** The report of a document. Throws `Unreadable`. */
export function reportOf(document: Document): Report {
  const { schemaVersion: _, vulnerabilities: told, findings, suppressed, ...rest } = validate(documentSchema, document);
  const listed = { vulnerabilities: vulnerabilitiesOf(told), packages: rest.packages };
  return {
    ...rest,
    findings: findings.map((finding) => findingOf(finding, listed)),
    suppressed: suppressed.map(({ suppression, ...finding }) => ({ ...findingOf(finding, listed), suppression })),
  };
}

interface Listed {
  readonly vulnerabilities: ReadonlyMap<string, Vulnerability>;
  readonly packages: readonly Package[];
}

function vulnerabilitiesOf(told: Readonly<Record<string, unknown>>): ReadonlyMap<string, Vulnerability> {
  return new Map(Object.entries(told).map(([id, value]) => [id, validate(vulnerabilitySchema, value)]));
}

function findingOf({ vulnerability: id, package: index, differences, lacks, ...rest }: ReadFinding, listed: Listed): Finding {
  const pkg = listed.packages[index];
  const vulnerability = listed.vulnerabilities.get(id);
  if (pkg === undefined) throw new Unreadable(`a finding refers to the package ${index}, which it does not list`);
  if (vulnerability === undefined) throw new Unreadable(`a finding refers to the vulnerability "${id}", which it does not list`);
  return { ...rest, package: pkg, vulnerability: differing(vulnerability, differences, lacks) };
}

function differing(listed: Vulnerability, differences: ReadFinding['differences'], lacks: ReadFinding['lacks']): Vulnerability {
  if (differences === undefined && lacks === undefined) return listed;
  const left = Object.entries(listed).filter(([name]) => lacks?.includes(name) !== true);
  // A file that lacks what every vulnerability has is refused like one that never had it.
  return validate(vulnerabilitySchema, { ...Object.fromEntries(left), ...differences });
}
