import * as v from 'valibot';
import type { Advisory, Affected } from '../model/advisory.ts';
import { decoration, parse, parseAffected, scores } from './osv-affected.ts';

/** Which packages are looked for, in which ecosystems (with release). */
export interface Wanted {
  readonly ecosystems: Pick<ReadonlySet<string>, 'has'>;
  /** As advisories are asked for: after `nameOf`. */
  readonly names: Pick<ReadonlySet<string>, 'has'>;
  /** Makes one of all spellings of a package's name, where the ecosystem takes several. Advisories have any of them. */
  nameOf?(name: string): string;
}

const strings = v.nullish(v.array(v.string()), []);

// What decides whether a package is affected is strict; what only decorates a finding falls back to nothing.
const recordSchema = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  withdrawn: v.nullish(v.string()),
  aliases: strings,
  upstream: strings,
  related: strings,
  summary: v.nullish(v.string(), ''),
  details: v.nullish(v.string(), ''),
  published: decoration,
  modified: decoration,
  severity: scores,
  references: v.fallback(v.nullish(v.array(v.object({ url: v.string() })), []), []),
  database_specific: v.fallback(
    v.nullish(v.object({ severity: decoration, cwe_ids: v.fallback(v.nullish(v.array(v.string()), []), []) })),
    undefined,
  ),
  // Only the entries that are wanted are looked at more closely: a kernel erratum has hundreds.
  affected: v.nullish(v.array(v.looseObject({ package: v.nullish(v.object({ ecosystem: v.string(), name: v.string() })) })), []),
});

type RecordShape = v.InferOutput<typeof recordSchema>;

/**
 * Reads one record of https://ossf.github.io/osv-schema/ and keeps of it what is wanted; undefined where nothing is, or where
 * the record was withdrawn. Throws an Error that says where the record breaks the schema.
 */
export function parseRecord(text: string, wanted: Wanted): Advisory | undefined {
  const record = parse(recordSchema, JSON.parse(text));
  if (typeof record.withdrawn === 'string') return undefined;
  const affected = record.affected.flatMap((entry) => {
    const { ecosystem, name } = entry.package ?? {};
    if (name === undefined || ecosystem === undefined) return [];
    const spelled = nameIn(wanted, name);
    if (!wanted.names.has(spelled) || !wanted.ecosystems.has(ecosystem)) return [];
    return parseAffected(entry, spelled) ?? [];
  });
  return affected.length === 0 ? undefined : toAdvisory(record, affected);
}

function nameIn(wanted: Wanted, name: string): string {
  return wanted.nameOf?.(name) ?? name;
}

function toAdvisory(record: RecordShape, affected: readonly Affected[]): Advisory {
  const { published, modified } = record;
  const word = record.database_specific?.severity;
  return {
    id: record.id,
    aliases: record.aliases,
    upstream: record.upstream,
    related: record.related,
    summary: record.summary,
    details: record.details,
    ...(typeof published === 'string' ? { published } : {}),
    ...(typeof modified === 'string' ? { modified } : {}),
    severity: record.severity,
    ...(typeof word === 'string' ? { severityWord: word } : {}),
    cwes: record.database_specific?.cwe_ids ?? [],
    references: record.references.map((reference) => reference.url),
    affected,
  };
}
