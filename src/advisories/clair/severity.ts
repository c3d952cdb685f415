import type { SeverityScore } from '../../model/advisory.ts';
import type { ClairRow } from './schema.ts';

/** Clair's own words, in the order of their numbers. */
const NORMALIZED: readonly string[] = ['Unknown', 'Negligible', 'Low', 'Medium', 'High', 'Critical'];
const VECTOR = /^(?:CVSS:(?<version>[34])\.\d\/|AV:[LAN]\/AC:)/;

/** How bad a row says it is. */
export interface ClairSeverity {
  readonly scores: readonly SeverityScore[];
  readonly word?: string;
}

/**
 * The publisher's own word or vector; Clair's where there is none. Clair raises Debian's words by one (`low` is its Medium), which nobody
 * asked it to.
 */
export function severityOf({ severity, normalized_severity: normalized }: ClairRow): ClairSeverity {
  const own = severity.trim();
  const vector = VECTOR.exec(own);
  const scores = vector === null ? [] : [{ type: `CVSS_V${vector.groups?.['version'] ?? '2'}`, score: own }];
  if (vector === null && own !== '' && !/^(?:unknown|none|n\/a)$/i.test(own)) return { scores, word: own };
  const word = /^\d$/.test(normalized) ? NORMALIZED[Number(normalized)] : normalized;
  return word === undefined || word === '' || word === 'Unknown' ? { scores } : { scores, word };
}
