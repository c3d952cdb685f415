import type { Package, Release } from '../../model/package.ts';
import type { Report } from '../../model/report.ts';
import { wellFormedCpe } from '../content/cpe.ts';
import type { ListedPackage } from '../content/listing.ts';
import { plain } from '../content/plain.ts';
import type { ClairDistribution, ClairEnvironment, ClairPackage, ClairRepository } from './vulnerability-report.ts';

const LONGEST = 1024;

/** The registries of languages as claircore names them, by ecosystem; others go by the ecosystem's own name. */
export const REGISTRIES: ReadonlyMap<string, { readonly name: string; readonly uri: string }> = new Map([
  ['pypi', { name: 'pypi', uri: 'https://pypi.org/simple' }],
  ['maven', { name: 'maven', uri: 'https://repo1.maven.apache.org/maven2' }],
  ['golang', { name: 'go', uri: 'https://pkg.go.dev/' }],
  ['rubygems', { name: 'rubygems', uri: 'https://rubygems.org/gems/' }],
  ['npm', { name: 'npm', uri: 'https://www.npmjs.com/' }],
]);

const NO_PACKAGE: ClairPackage = { id: '', name: '', version: '', normalized_version: '', cpe: '' };
/** What stands where no distribution is meant: readers of Clair's reports expect one. */
export const NO_DISTRIBUTION: ClairDistribution = {
  id: '',
  did: '',
  name: '',
  version: '',
  version_code_name: '',
  version_id: '',
  arch: '',
  cpe: '',
  pretty_name: '',
};
export const NO_REPOSITORY: ClairRepository = { name: '', uri: '', cpe: '' };

/** Whether the package is the distribution's own: those of languages lie in an application. */
export function isDistributions(pkg: Package): boolean {
  return /^pkg:(?:deb|rpm|apk|alpm|opkg)\//.test(pkg.purl);
}

export function clairPackage({ key, package: pkg }: ListedPackage): ClairPackage {
  const { arch, module, source } = pkg;
  return {
    ...packageOf(key, pkg.name, pkg.version, 'binary'),
    // Clair has a source beside every package; where there is none it has no name.
    source: source === undefined ? NO_PACKAGE : packageOf('', source.name, source.version, 'source'),
    ...(module === undefined ? {} : { module: plain(module, LONGEST) }),
    ...(arch === undefined ? {} : { arch: plain(arch, LONGEST) }),
  };
}

export function packageOf(id: string, name: string, version: string, kind: 'binary' | 'source'): ClairPackage {
  return { id, name: plain(name, LONGEST), version: plain(version, LONGEST), kind, normalized_version: '', cpe: '' };
}

export function clairDistribution(release: Release): ClairDistribution {
  const { id, versionId, codename = '', name, prettyName, cpe } = release;
  return {
    id: plain([id, versionId].filter((part) => part !== '').join('-'), LONGEST),
    did: plain(id, LONGEST),
    name: plain(name, LONGEST),
    version: plain(codename === '' ? versionId : `${versionId} (${codename})`, LONGEST),
    version_code_name: plain(codename, LONGEST),
    version_id: plain(versionId, LONGEST),
    arch: '',
    // Clair refuses a whole report for one name that is not well-formed.
    cpe: wellFormedCpe(cpe) ?? '',
    pretty_name: plain(prettyName, LONGEST),
  };
}

/** Where a package of a language or of a named repository comes from; undefined for what the distribution alone tells. */
export function clairRepository(pkg: Package): ClairRepository | undefined {
  if (!isDistributions(pkg)) {
    const { name, uri } = REGISTRIES.get(pkg.ecosystem) ?? { name: plain(pkg.ecosystem, LONGEST), uri: '' };
    return { id: name, name, uri, cpe: '' };
  }
  if (pkg.repository === undefined) return undefined;
  const name = plain(pkg.repository, LONGEST);
  return { id: name, name, uri: '', cpe: '' };
}

export function clairEnvironment(pkg: Package, { release }: Report): ClairEnvironment {
  const repository = clairRepository(pkg);
  return {
    package_db: plain(pkg.path, LONGEST),
    introduced_in: pkg.layer.digest,
    distribution_id: isDistributions(pkg) && release !== undefined ? clairDistribution(release).id : '',
    repository_ids: repository === undefined ? null : [repository.name],
  };
}
