import { type Document, parseDocument, Unreadable } from '../../model/document.ts';
import type { Report } from '../../model/report.ts';
import { clairReportOf } from './clair.ts';
import { reportOf } from './json.ts';
import { asUsage } from './unreadable.ts';

/** What other files of this kind have, and what they are. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['runs', 'SARIF, which holds the findings and not what was scanned'],
  ['bomFormat', 'a bill of materials'],
  ['spdxVersion', 'a bill of materials'],
  ['ArtifactName', 'a report of Trivy'],
  ['matches', 'a report of Grype'],
  ['data', 'an answer of Quay, which leaves out what a report needs'],
];

/**
 * Reads a report that was written earlier: one of `format: json`, or one of Clair. Throws `USAGE` that says what is wrong with it.
 */
export function readReport(text: string): Report {
  return asUsage(() => {
    const document = parseDocument(text);
    if (Object.hasOwn(document, 'schemaVersion')) return reportOf(document);
    if (Object.hasOwn(document, 'manifest_hash')) return clairReportOf(document);
    throw new Unreadable(whatElse(document));
  });
}

function whatElse(document: Document): string {
  const other = OTHERS.find(([name]) => Object.hasOwn(document, name));
  return other === undefined ? 'it has neither "schemaVersion" nor "manifest_hash"' : `it is ${other[1]}`;
}

export { readClairReport } from './clair.ts';
export { readJsonReport } from './json.ts';
