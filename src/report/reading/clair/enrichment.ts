import * as v from 'valibot';
import type { Exploitation } from '../../../model/report.ts';
import { cvssSchema, enrichmentSchema, epssSchema, kevSchema } from './schema.ts';

/** What is told of vulnerabilities beside the advisories, by Clair's identifiers. */
export interface Enrichments {
  readonly scores: ReadonlyMap<string, Score>;
  readonly exploitations: ReadonlyMap<string, Exploitation>;
}

export interface Score {
  readonly score: number;
  readonly vector: string;
}

/** Reads what enrichers told, whatever schema their keys name: Clair has changed that of the scores once. */
export function enrichmentsOf(told: Readonly<Record<string, unknown>>): Enrichments {
  const scores = new Map<string, Score>();
  const exploitations = new Map<string, Exploitation>();
  for (const [key, values] of Object.entries(told)) {
    const enricher = /enricher=([\w.]{1,40})/.exec(key)?.[1] ?? '';
    for (const [id, value] of valuesOf(values)) {
      if (enricher === 'clair.cvss') addScore(scores, id, value);
      const exploitation = exploitationOf(enricher, value);
      if (exploitation !== undefined) exploitations.set(id, { ...exploitations.get(id), ...exploitation });
    }
  }
  return { scores, exploitations };
}

function valuesOf(values: unknown): readonly (readonly [string, unknown])[] {
  const maps = v.safeParse(enrichmentSchema, values);
  const entries = maps.success ? (maps.output ?? []).flatMap((map) => Object.entries(map)) : [];
  return entries.flatMap(([id, list]) => (Array.isArray(list) ? list.map((value: unknown) => [id, value] as const) : []));
}

/** The worst of several: a vulnerability of Clair's may be several CVEs. */
function addScore(scores: Map<string, Score>, id: string, value: unknown): void {
  const read = v.safeParse(cvssSchema, value);
  if (!read.success) return;
  const { baseScore: score, vectorString: vector } = read.output;
  if (score > (scores.get(id)?.score ?? -1)) scores.set(id, { score, vector });
}

function exploitationOf(enricher: string, value: unknown): Exploitation | undefined {
  const epss = enricher === 'clair.epss' ? v.safeParse(epssSchema, value) : undefined;
  if (epss?.success === true) return { epss: { probability: epss.output.epss, percentile: epss.output.percentile } };
  const kev = enricher === 'clair.kev' ? v.safeParse(kevSchema, value) : undefined;
  if (kev?.success !== true) return undefined;
  const { date_added: added, due_date: due, known_ransomware_campaign_use: use } = kev.output;
  return { knownExploited: { added, ...(due === '' ? {} : { due }), ransomware: use === 'Known' } };
}
