import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { ScanError } from '../../model/errors.ts';

/** What a configuration of Clair's says about updates, in our terms. */
export interface ClairConfig {
  /** The sets of updaters that are to run, as they are written; undefined where all are. */
  readonly sets: readonly string[] | undefined;
  /** The feeds that hold what those sets fetch, by their ids. */
  readonly feeds: readonly string[];
  /** Where feeds lie, by their ids, where the configuration says so. */
  readonly feedUrls: Readonly<Record<string, string>>;
  /** Ecosystems of OSV's that alone are wanted; undefined where all are. */
  readonly osvEcosystems: readonly string[] | undefined;
  /** What is beside the advisories: `cvss`, `epss`, `kev`. */
  readonly enrichments: readonly string[];
  /** What is not known or has no meaning here, for people. */
  readonly unknown: readonly string[];
}

/** A set of updaters, and what holds the same. */
interface UpdaterSet {
  readonly feed?: string;
  readonly enrichment?: string;
  /** The option that holds the address of the same document as the feed's. */
  readonly url?: string;
}

/** https://quay.github.io/clair/reference/config.html#updaterssets */
const SETS: ReadonlyMap<string, UpdaterSet> = new Map<string, UpdaterSet>([
  ['alpine', { feed: 'alpine-secdb', url: 'url' }],
  ['aws', { feed: 'amazon' }],
  ['debian', { feed: 'debian-tracker', url: 'json_url' }],
  ['oracle', { feed: 'oracle' }],
  ['osv', { feed: 'osv', url: 'url' }],
  ['photon', { feed: 'photon', url: 'url' }],
  ['rhel', { feed: 'redhat-vex' }],
  ['rhel-vex', { feed: 'redhat-vex', url: 'url' }],
  ['rhcc', { feed: 'redhat-vex' }],
  ['suse', { feed: 'osv' }],
  ['ubuntu', { feed: 'osv' }],
  ['clair.cvss', { enrichment: 'cvss' }],
  ['clair.epss', { enrichment: 'epss' }],
  ['clair.kev', { enrichment: 'kev' }],
]);

const configSchema = v.nullish(
  v.looseObject({
    updaters: v.nullish(
      v.looseObject({
        sets: v.nullish(v.array(v.string())),
        config: v.nullish(v.record(v.string(), v.unknown())),
      }),
    ),
  }),
);

const optionsSchema = v.nullish(v.record(v.string(), v.unknown()));
const LARGEST = 1024 * 1024;

/**
 * Reads what clair-action heeds of a configuration of Clair 4, the `updaters`: which sets run, and where they fetch from. Throws `USAGE`
 * where it is no such configuration.
 */
export function parseClairConfig(text: string): ClairConfig {
  const { updaters } = checked(parsedYaml(text)) ?? {};
  const sets = updaters?.sets ?? undefined;
  const wanted = sets ?? [...SETS.keys()];
  const known = wanted.flatMap((set) => SETS.get(set) ?? []);
  const options = optionsIn(updaters?.config ?? {});
  return {
    sets,
    feeds: distinct(known.map(({ feed }) => feed)),
    feedUrls: Object.fromEntries(options.flatMap((one) => ('url' in one ? [[one.feed, one.url]] : []))),
    osvEcosystems: options.findLast((one) => 'osvEcosystems' in one)?.osvEcosystems,
    enrichments: distinct(known.map(({ enrichment }) => enrichment)),
    unknown: [
      ...wanted.filter((set) => !SETS.has(set)).map((set) => `updaters.sets: "${set}" is no set of updaters that is known`),
      ...options.flatMap((one) => ('unknown' in one ? [one.unknown] : [])),
    ],
  };
}

function checked(data: unknown): v.InferOutput<typeof configSchema> {
  const result = v.safeParse(configSchema, data);
  // An array is an object of its own kind to the schema.
  if (result.success && !Array.isArray(data)) return result.output;
  const [issue] = result.issues ?? [];
  throw notClairs(issue === undefined ? 'it is a list' : `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

/** A document without aliases beyond a few: they can make of some lines more than memory holds. */
function parsedYaml(text: string): unknown {
  if (text.length > LARGEST) throw notClairs(`it is longer than ${String(LARGEST)} characters`);
  try {
    const document = parseDocument(text, { prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const data: unknown = document.toJS({ maxAliasCount: 20 });
    return data;
  } catch (error) {
    throw notClairs(error instanceof Error ? error.message : String(error), error);
  }
}

/** An option of a set, as it is heeded. */
type Heeded =
  | { readonly feed: string; readonly url: string }
  | { readonly osvEcosystems: readonly string[] }
  | { readonly unknown: string };

function optionsIn(config: Readonly<Record<string, unknown>>): readonly Heeded[] {
  return Object.entries(config).flatMap(([set, data]): readonly Heeded[] => {
    const options = v.safeParse(optionsSchema, data);
    if (!SETS.has(set) || !options.success) return [{ unknown: `updaters.config: "${set}" is nothing that is known` }];
    return Object.entries(options.output ?? {}).map(([option, value]) => heeded(set, option, value));
  });
}

function heeded(set: string, option: string, value: unknown): Heeded {
  const { feed, url } = SETS.get(set) ?? {};
  if (feed !== undefined && option === url && typeof value === 'string') return { feed, url: value.replace(/\/$/, '') };
  const listed = v.safeParse(v.array(v.string()), value);
  if (set === 'osv' && option === 'allowlist' && listed.success) return { osvEcosystems: listed.output };
  return { unknown: `updaters.config.${set}: "${option}" has no meaning here` };
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}

function notClairs(reason: string, cause?: unknown): ScanError {
  return new ScanError('USAGE', `What clair-config holds is no configuration of Clair's: ${reason}.`, {
    hint: 'Give a configuration of Clair 4 in YAML; of it, updaters.sets and updaters.config are heeded.',
    cause,
  });
}
