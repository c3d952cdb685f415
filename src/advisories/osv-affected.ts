import * as v from 'valibot';
import type { AdvisoryRange, Affected, RangeEvent } from '../model/advisory.ts';

const strings = v.nullish(v.array(v.string()), []);

/** What only decorates a finding: it falls back to nothing where it breaks the schema. */
export const decoration = v.fallback(v.nullish(v.string()), undefined);

/** Vectors and words, as records and their entries have them. */
export const scores = v.fallback(v.nullish(v.array(v.object({ type: v.string(), score: v.string() })), []), []);

/** What decides is strict, as in the record itself. */
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
  ecosystem_specific: v.fallback(
    v.nullish(
      v.object({
        severity: decoration,
        urgency: decoration,
        binaries: v.fallback(v.nullish(v.array(v.record(v.string(), v.unknown()))), undefined),
      }),
    ),
    undefined,
  ),
  database_specific: v.fallback(
    v.nullish(v.object({ informational: decoration, last_known_affected_version_range: decoration })),
    undefined,
  ),
});

type AffectedShape = v.InferOutput<typeof affectedSchema>;
type RangeShape = AffectedShape['ranges'][number];

/**
 * Reads one entry of a record's `affected`; undefined where it is no more than information (unmaintained, unsound), which its database
 * says is no vulnerability: https://github.com/RustSec/advisory-db#advisory-format Throws an Error that says where it breaks the schema.
 */
export function parseAffected(data: unknown, name: string): Affected | undefined {
  const entry = parse(affectedSchema, data);
  if (typeof entry.database_specific?.informational === 'string') return undefined;
  const { ecosystem } = entry.package;
  const word = entry.ecosystem_specific?.urgency ?? entry.ecosystem_specific?.severity;
  const binaries = binariesOf(entry);
  return {
    ecosystem,
    name,
    ...coverageOf(entry),
    severity: entry.severity,
    ...(typeof word === 'string' ? { severityWord: word } : {}),
    ...(binaries === undefined ? {} : { binaries }),
    // Debian's word where it no longer cares for a package.
    ...(word === 'end-of-life' ? { outlook: word } : {}),
  };
}

/** Checks data by a schema. Throws an Error that says where it breaks it. */
export function parse<Schema extends v.GenericSchema>(schema: Schema, data: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'the record'}: ${issue.message}`);
}

/**
 * The binaries of the source that an entry speaks of. SUSE names all that an erratum brings: `[{ "libopenssl3": "3.0.8-1", … }]`.
 * Ubuntu's list is left alone: it has the names that the fixed version brings, and older versions had others
 * (`linux-image-5.15.0-25-generic`, `libssl1.1`).
 */
function binariesOf({ package: { ecosystem }, ecosystem_specific: specific }: AffectedShape): readonly string[] | undefined {
  if (!/^(?:open)?SUSE\b/.test(ecosystem)) return undefined;
  const names = (specific?.binaries ?? []).flatMap((one) => Object.keys(one));
  return names.length === 0 ? undefined : names;
}

/**
 * The versions that an entry covers. GitHub has a bound that is no event, for what ends without a fix in the registry: `< 0.19.3`. What is
 * enumerated beside such a range was worked out from the range without its bound, and goes with it.
 */
function coverageOf({ ranges, versions, database_specific: specific }: AffectedShape): Pick<Affected, 'ranges' | 'versions'> {
  // A range of commits says nothing of a package's version.
  const kept = ranges.filter((range) => range.type !== 'GIT').map(toRange);
  const bound = boundOf(specific?.last_known_affected_version_range ?? '');
  const [only, ...others] = kept;
  if (bound === undefined || only === undefined || others.length > 0 || !isOpen(only)) return { ranges: kept, versions };
  return { ranges: [{ ...only, events: [...only.events, bound] }], versions: [] };
}

function boundOf(text: string): RangeEvent | undefined {
  const { operator, version } = /^(?<operator><=?) *(?<version>[^\s,]+)$/.exec(text)?.groups ?? {};
  if (version === undefined) return undefined;
  return operator === '<' ? { limit: version } : { lastAffected: version };
}

function isOpen({ events }: AdvisoryRange): boolean {
  return events.length > 0 && events.every((event) => 'introduced' in event);
}

function toRange({ type, events }: RangeShape): AdvisoryRange {
  return { type, events: events.flatMap(toEvents) };
}

// The schema wants one key an event; older records have `introduced` and `fixed` in one, and mean both.
function toEvents(event: RangeShape['events'][number]): readonly RangeEvent[] {
  const events: RangeEvent[] = [];
  if (event.introduced !== undefined) events.push({ introduced: event.introduced });
  if (event.fixed !== undefined) events.push({ fixed: event.fixed });
  if (event.last_affected !== undefined) events.push({ lastAffected: event.last_affected });
  if (event.limit !== undefined) events.push({ limit: event.limit });
  if (events.length === 0) throw new Error('affected.ranges.events: an event says nothing that is known');
  return events;
}
