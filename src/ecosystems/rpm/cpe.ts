import * as v from 'valibot';

/** The CPEs of the products whose packages a repository has, by its id. */
export type RepositoryCpes = ReadonlyMap<string, readonly string[]>;

const REPOSITORY = v.object({ cpes: v.array(v.string()) });
// One without repositories would make every image's unknown, in silence.
const MAPPING = v.object({ data: v.pipe(v.record(v.string(), REPOSITORY), v.minEntries(1)) });

/**
 * Reads the mapping that Red Hat publishes: https://security.access.redhat.com/data/metrics/repository-to-cpe.json
 * Throws an Error where it is not of that form.
 */
export function parseRepositoryCpes(text: string): RepositoryCpes {
  const mapping = v.safeParse(MAPPING, parseJson(text));
  if (!mapping.success) throw new Error('The mapping of repositories to CPEs is not of the form that Red Hat publishes.');
  return new Map(Object.entries(mapping.output.data).map(([repository, { cpes }]) => [repository, cpes]));
}

/** The CPEs of some repositories, each once. One that the mapping does not know has none. */
export function cpesOf(mapping: RepositoryCpes, repositories: Iterable<string>): readonly string[] {
  const cpes = new Set<string>();
  for (const repository of repositories) {
    for (const cpe of mapping.get(repository) ?? []) cpes.add(cpe);
  }
  return [...cpes];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('The mapping of repositories to CPEs is not JSON.', { cause });
  }
}
