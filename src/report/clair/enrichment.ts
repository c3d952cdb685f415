import type { Finding, Vulnerability } from '../../model/report.ts';
import { cvss3 } from '../content/cvss.ts';
import { plain } from '../content/plain.ts';
import { type Enrichment, ENRICHMENTS } from './vulnerability-report.ts';

type Values = readonly Readonly<Record<string, unknown>>[];

/** The words that the NVD has for scores: https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale */
function baseSeverity(score: number): string {
  if (score >= 9) return 'CRITICAL';
  if (score >= 7) return 'HIGH';
  if (score >= 4) return 'MEDIUM';
  return score > 0 ? 'LOW' : 'NONE';
}

/** The score of CVSS 3 as the NVD writes it; Clair reports no other version's. */
export function cvssValue({ rating }: Vulnerability): Readonly<Record<string, unknown>> | undefined {
  const read = rating.vector === undefined ? undefined : cvss3(rating.vector);
  if (read === undefined || rating.score === undefined || !Number.isFinite(rating.score)) return undefined;
  return {
    version: read.version,
    vectorString: read.vector,
    ...read.metrics,
    baseScore: rating.score,
    baseSeverity: baseSeverity(rating.score),
  };
}

function epssValue({ id, exploitation }: Vulnerability): Readonly<Record<string, unknown>> | undefined {
  const epss = exploitation?.epss;
  return epss === undefined ? undefined : { cve: plain(id, 1024), epss: epss.probability, percentile: epss.percentile };
}

function kevValue({ id, exploitation }: Vulnerability): Readonly<Record<string, unknown>> | undefined {
  const known = exploitation?.knownExploited;
  if (known === undefined) return undefined;
  return {
    cve: plain(id, 1024),
    date_added: plain(known.added, 64),
    due_date: plain(known.due ?? '', 64),
    known_ransomware_campaign_use: known.ransomware ? 'Known' : 'Unknown',
  };
}

/** What is known of vulnerabilities beside the advisories, by the identifiers that the report gives them. */
export function enrichmentsOf(findings: ReadonlyMap<string, Finding>): Readonly<Record<string, readonly Enrichment[]>> {
  const told = [
    [ENRICHMENTS.cvss, cvssValue],
    [ENRICHMENTS.epss, epssValue],
    [ENRICHMENTS.kev, kevValue],
  ] as const;
  const enrichments = told.map(([key, valueOf]): [string, readonly Enrichment[]] => {
    const values = [...findings].flatMap(([id, { vulnerability }]): [string, Values][] => {
      const value = valueOf(vulnerability);
      return value === undefined ? [] : [[id, [value]]];
    });
    return [key, values.length === 0 ? [] : [Object.fromEntries(values)]];
  });
  return Object.fromEntries(enrichments.filter(([, values]) => values.length > 0));
}
