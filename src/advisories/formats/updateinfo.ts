import type { Advisory, Affected } from '../../model/advisory.ts';
import type { FeedRecord } from '../feeds/feed.ts';
import { BARE, before, reasonOf, UNCOVERED } from './bare.ts';
import { instantOf } from './instant.ts';
import { type EcosystemQuestion, type Selection, wantedName } from './selection.ts';
import { childOf, childrenOf, elementsOf, textOf, type XmlElement } from './xml.ts';

/**
 * Reads the security updates of a repository of rpm packages, `updateinfo.xml`: Amazon Linux's, and those of others that have the form:
 * https://rpm-software-management.github.io/createrepo_c/updateinfo.html Packages are binary packages. Throws an Error where the document
 * is no such list, or ends too early.
 */
export async function* readUpdateinfo(
  chunks: AsyncIterable<Uint8Array>,
  question: EcosystemQuestion,
): AsyncGenerator<FeedRecord> {
  const updates = elementsOf(chunks, { root: 'updates', wants: (name) => name === 'update' });
  for await (const update of updates) {
    if (!question.wanted.ecosystems.has(question.ecosystem) || update.attributes['type'] !== 'security') continue;
    const id = textOf(update, 'id');
    try {
      const advisory = toAdvisory(id, update, question);
      if (advisory.affected.length > 0) yield { advisory };
    } catch (error) {
      yield { unread: `${id === '' ? 'an update' : id} of ${question.ecosystem}: ${reasonOf(error)}` };
    }
  }
}

function toAdvisory(id: string, update: XmlElement, { ecosystem, wanted }: EcosystemQuestion): Advisory {
  if (id === '') throw new Error('it has no id');
  const references = childrenOf(childOf(update, 'references'), 'reference').map(({ attributes }) => attributes);
  const cves = references
    .filter(({ type }) => type?.toLowerCase() === 'cve')
    .map(({ id: cve, title }) => cveIn(cve) ?? cveIn(title));
  const published = instantOf(childOf(update, 'issued')?.attributes['date']);
  const modified = instantOf(childOf(update, 'updated')?.attributes['date']);
  const word = textOf(update, 'severity');
  return {
    ...BARE,
    id,
    upstream: [...new Set(cves.filter((cve) => cve !== undefined))],
    summary: textOf(update, 'title'),
    details: textOf(update, 'description'),
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    references: references.map(({ href = '' }) => href).filter((href) => /^https?:\/\//.test(href)),
    affected: buildsOf(update, wanted).map(({ name, module, arches, fixed }) => ({
      ...UNCOVERED,
      ecosystem,
      name,
      ranges: [before(fixed)],
      ...(word === '' ? {} : { severityWord: word }),
      ...(module === undefined ? {} : { module }),
      ...(arches === undefined ? {} : { arches }),
    })),
  };
}

function cveIn(text: string | undefined): string | undefined {
  return /^CVE-\d{4}-\d{4,}$/.exec(text?.toUpperCase() ?? '')?.[0];
}

/** The version of a package that has the fix. */
interface Build extends Pick<Affected, 'name' | 'module' | 'arches'> {
  readonly fixed: string;
}

/** The builds of one package of one module. */
interface Builds {
  readonly name: string;
  readonly module: string | undefined;
  /** The architectures by version. */
  readonly versions: Map<string, Set<string>>;
}

function buildsOf(update: XmlElement, wanted: Selection): readonly Build[] {
  const found = new Map<string, Builds>();
  for (const collection of childrenOf(childOf(update, 'pkglist'), 'collection')) {
    const module = moduleOf(childOf(collection, 'module'));
    for (const { attributes } of childrenOf(collection, 'package')) {
      const name = wantedName(attributes['name'] ?? '', wanted);
      if (name === undefined) continue;
      const key = `${name}\u001f${module ?? ''}`;
      const builds = found.get(key) ?? { name, module, versions: new Map<string, Set<string>>() };
      found.set(key, builds);
      const version = versionOf(attributes);
      builds.versions.set(version, (builds.versions.get(version) ?? new Set()).add(attributes['arch'] ?? ''));
    }
  }
  return [...found.values()].flatMap(byArch);
}

/**
 * A repository tells of its own architecture's builds alone. What has one version in it counts for all architectures, because others'
 * repositories have the same; only where versions differ the architectures are told apart.
 */
function byArch({ name, module, versions }: Builds): readonly Build[] {
  const build = { name, ...(module === undefined ? {} : { module }) };
  // A source is no package that is installed, but where it alone is listed its name is what there is.
  const installed = [...versions].filter(([, arches]) => [...arches].some((arch) => arch !== 'src'));
  const counting = installed.length > 0 ? installed : [...versions];
  const [only] = counting;
  if (counting.length === 1 && only !== undefined) return [{ ...build, fixed: only[0] }];
  return counting.map(([fixed, arches]) => {
    const named = [...arches].filter((arch) => arch !== 'src' && arch !== '');
    return { ...build, fixed, ...(named.length === 0 ? {} : { arches: named }) };
  });
}

function moduleOf(module: XmlElement | undefined): string | undefined {
  const { name, stream } = module?.attributes ?? {};
  return name === undefined || stream === undefined ? undefined : `${name}:${stream}`;
}

function versionOf({ name = '', epoch = '', version = '', release = '' }: Readonly<Record<string, string>>): string {
  if (version === '' || release === '') throw new Error(`its package ${name} has no version`);
  return `${epoch === '' || epoch === '0' ? '' : `${epoch}:`}${version}-${release}`;
}
