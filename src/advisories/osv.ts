import * as v from 'valibot';
import type { Advisory, AdvisoryRange, Affected, RangeEvent } from '../model/advisory.ts';

/** Which packages are looked for, in which ecosystems (with release). */
export interface Wanted {
  readonly ecosystems: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

const strings = v.nullish(v.array(v.string()), []);
const decoration = v.fallback(v.nullish(v.string()), undefined);

// What decides whether a package is affected is strict; what only decorates a finding falls back to nothing.
const scores = v.fallback(v.nullish(v.array(v.object({ type: v.string(), score: v.string() })), []), []);
const specifics = v.fallback(
  v.nullish(
    v.object({
      severity: decoration,
      urgency: decoration,
      cwe_ids: v.fallback(v.nullish(v.array(v.string()), []), []),
    }),
  ),
  undefined,
);
const references = v.fallback(v.nullish(v.array(v.object({ url: v.string() })), []), []);

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
  references,
  database_specific: specifics,
  // Only the entries that are wanted are looked at more closely: a kernel erratum has hundreds.
  affected: v.nullish(v.array(v.looseObject({ package: v.nullish(v.object({ ecosystem: v.string(), name: v.string() })) })), []),
});

const affectedSchema = v.object({
  package: v.object({ ecosystem: v.string(), name: v.string() }),
  ranges: v.nullish(
    v.array(
      v.object({
        type: v.picklist(['ECOSYSTEM', 'SEMVER', 'GIT']),
        events: v.array(
          v.object({
            introduced: v.optional(v.string()),
            fixed: v.optional(v.string()),
            last_affected: v.optional(v.string()),
            limit: v.optional(v.string()),
          }),
        ),
      }),
    ),
    [],
  ),
  versions: strings,
  severity: scores,
  ecosystem_specific: specifics,
});

type RecordShape = v.InferOutput<typeof recordSchema>;
type AffectedShape = v.InferOutput<typeof affectedSchema>;
type EventShape = AffectedShape['ranges'][number]['events'][number];

/**
 * Reads one record of https://ossf.github.io/osv-schema/ and keeps of it what is wanted; undefined where nothing is, or where
 * the record was withdrawn. Throws an Error that says where the record breaks the schema.
 */
export function parseRecord(text: string, wanted: Wanted): Advisory | undefined {
  const record = parse(recordSchema, JSON.parse(text));
  if (typeof record.withdrawn === 'string') return undefined;
  const affected = record.affected
    .filter((entry) => entry.package && wanted.names.has(entry.package.name) && wanted.ecosystems.has(entry.package.ecosystem))
    .map((entry) => toAffected(parse(affectedSchema, entry)));
  return affected.length === 0 ? undefined : toAdvisory(record, affected);
}

function parse<Schema extends v.GenericSchema>(schema: Schema, data: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'the record'}: ${issue.message}`);
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

function toAffected(entry: AffectedShape): Affected {
  const word = entry.ecosystem_specific?.urgency ?? entry.ecosystem_specific?.severity;
  return {
    ecosystem: entry.package.ecosystem,
    name: entry.package.name,
    // A range of commits says nothing of a package's version.
    ranges: entry.ranges.filter((range) => range.type !== 'GIT').map(toRange),
    versions: entry.versions,
    severity: entry.severity,
    ...(typeof word === 'string' ? { severityWord: word } : {}),
  };
}

function toRange(range: AffectedShape['ranges'][number]): AdvisoryRange {
  return { type: range.type, events: range.events.flatMap(toEvents) };
}

// The schema wants one key an event; older records have `introduced` and `fixed` in one, and mean both.
function toEvents(event: EventShape): readonly RangeEvent[] {
  const events: RangeEvent[] = [];
  if (event.introduced !== undefined) events.push({ introduced: event.introduced });
  if (event.fixed !== undefined) events.push({ fixed: event.fixed });
  if (event.last_affected !== undefined) events.push({ lastAffected: event.last_affected });
  if (event.limit !== undefined) events.push({ limit: event.limit });
  if (events.length === 0) throw new Error('affected.ranges.events: an event says nothing that is known');
  return events;
}
