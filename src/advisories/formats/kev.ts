import * as v from 'valibot';
import type { Exploitation } from '../../model/report.ts';
import { decoration, parse } from '../osv-affected.ts';
import { parseJson, reasonOf } from './bare.ts';
import type { Membership } from './selection.ts';

export interface KnownExploited {
  /** RFC 3339: when the catalogue was released. */
  readonly date?: string;
  /** By CVE. */
  readonly entries: ReadonlyMap<string, NonNullable<Exploitation['knownExploited']>>;
  /** What could not be read of the catalogue, and why. */
  readonly unread: readonly string[];
}

const catalogueSchema = v.object({ dateReleased: decoration, vulnerabilities: v.array(v.unknown()) });

const entrySchema = v.object({
  cveID: v.string(),
  dateAdded: v.string(),
  dueDate: decoration,
  knownRansomwareCampaignUse: decoration,
});

/**
 * Reads CISA's catalogue of vulnerabilities that are known to be exploited, for the wanted CVEs:
 * https://www.cisa.gov/known-exploited-vulnerabilities-catalog Throws an Error where the text is no such catalogue.
 */
export function readKev(text: string, wanted: Membership): KnownExploited {
  const { dateReleased: date, vulnerabilities } = parse(catalogueSchema, parseJson(text));
  const entries = new Map<string, NonNullable<Exploitation['knownExploited']>>();
  const unread: string[] = [];
  for (const [at, data] of vulnerabilities.entries()) {
    try {
      const { cveID, dateAdded, dueDate, knownRansomwareCampaignUse: ransomware } = parse(entrySchema, data);
      if (!wanted.has(cveID)) continue;
      const due = typeof dueDate === 'string' ? { due: dueDate } : {};
      entries.set(cveID, { added: dateAdded, ...due, ransomware: ransomware === 'Known' });
    } catch (error) {
      unread.push(`entry ${String(at + 1)}: ${reasonOf(error)}`);
    }
  }
  return { ...(typeof date === 'string' ? { date } : {}), entries, unread };
}
