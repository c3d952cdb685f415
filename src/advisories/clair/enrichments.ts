import * as v from 'valibot';
import type { DatabaseSync } from 'node:sqlite';
import type { SeverityScore } from '../../model/advisory.ts';
import type { Exploitation } from '../../model/report.ts';
import { textOf } from './schema.ts';

/** What a database tells of a CVE beside the advisories. */
export interface Enrichment {
  /** What the NVD scores it. */
  readonly severity: readonly SeverityScore[];
  readonly exploitation?: Exploitation;
}

// One shape each, by which they are told apart whatever the updater was called: the NVD's score, EPSS, and CISA's catalogue.
const scoreSchema = v.object({ version: v.picklist(['3.0', '3.1', '4.0']), vectorString: v.string() });
const epssSchema = v.object({ epss: v.number(), percentile: v.number() });
const knownSchema = v.object({
  date_added: v.string(),
  due_date: v.nullish(v.string()),
  known_ransomware_campaign_use: v.nullish(v.string()),
});

/** Reads what is told of these CVEs, all in one pass, because the table has no index by them. */
export function readEnrichments(database: DatabaseSync, cves: ReadonlySet<string>): ReadonlyMap<string, Enrichment> {
  const found = new Map<string, Enrichment>();
  for (const row of database.prepare('SELECT tags, data FROM enrichment').iterate()) {
    const named = tagsOf(textOf(row['tags'])).filter((tag) => cves.has(tag));
    if (named.length === 0) continue;
    const told = toEnrichment(textOf(row['data']));
    for (const cve of told === undefined ? [] : named) found.set(cve, joined(found.get(cve), told));
  }
  return found;
}

/** A list of CVEs; in databases made before 2024 one text with commas between them. */
function tagsOf(text: string): readonly string[] {
  return text.match(/CVE-\d{4}-\d{4,19}/g) ?? [];
}

function toEnrichment(text: string): Partial<Enrichment> | undefined {
  const data = parsed(text);
  const score = v.safeParse(scoreSchema, data);
  if (score.success) {
    return { severity: [{ type: `CVSS_V${score.output.version.charAt(0)}`, score: score.output.vectorString }] };
  }
  const epss = v.safeParse(epssSchema, data);
  if (epss.success) return { exploitation: { epss: { probability: epss.output.epss, percentile: epss.output.percentile } } };
  const known = v.safeParse(knownSchema, data);
  if (!known.success) return undefined;
  const { date_added: added, due_date: due, known_ransomware_campaign_use: ransomware } = known.output;
  return {
    exploitation: {
      knownExploited: { added, ...(typeof due === 'string' && due !== '' ? { due } : {}), ransomware: ransomware === 'Known' },
    },
  };
}

function joined(earlier: Enrichment | undefined, told: Partial<Enrichment> | undefined): Enrichment {
  const exploitation = { ...earlier?.exploitation, ...told?.exploitation };
  return {
    severity: [...(earlier?.severity ?? []), ...(told?.severity ?? [])],
    ...(Object.keys(exploitation).length === 0 ? {} : { exploitation }),
  };
}

/** A row that is no JSON decorates nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
