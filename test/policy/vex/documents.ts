import type { Report } from '../../../src/model/report.ts';
import { applyPolicy } from '../../../src/policy/suppress.ts';
import { parseVex } from '../../../src/policy/vex/index.ts';
import { aFinding, aPackage, aReport, aVulnerability } from '../../support/reports.ts';

/** The finding that the documents are about: CVE-1 in libssl3 of `ghcr.io/acme/shop:1.4`, beside curl. */
export const LIBSSL = aPackage('libssl3', { version: '3.0.1', source: { name: 'openssl', version: '3.0.1' } });
export const CURL = aPackage('curl', { version: '8.1' });

/** A report of both packages, each with CVE-1. */
export function shopReport(given: Partial<Report> = {}): Report {
  const vulnerability = aVulnerability('CVE-1', { aliases: ['GHSA-1'] });
  return aReport({ findings: [LIBSSL, CURL].map((pkg) => aFinding(vulnerability, pkg)), packages: [LIBSSL, CURL], ...given });
}

/** The packages of which a document's statements take CVE-1 away, and the reasons that they give. */
export function excused(document: unknown, report = shopReport()): Readonly<Record<string, string | undefined>> {
  const { statements } = parseVex('vex.json', typeof document === 'string' ? document : JSON.stringify(document));
  const applied = applyPolicy(report, { rules: [], statements, now: 0 });
  return Object.fromEntries(applied.report.suppressed.map((one) => [one.package.name, one.suppression.reason]));
}

/** A document's text, with something that lies in fifty thousand lists where it has `"DEEP"`. */
export function buried(document: object, within: string, inner: object): string {
  const depth = 50_000;
  const nested = `${`{"${within}":[`.repeat(depth)}${JSON.stringify(inner)}${']}'.repeat(depth)}`;
  return JSON.stringify(document).replace('"DEEP"', () => nested);
}
