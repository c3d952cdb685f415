import type { RowNames, Scope } from './scope.ts';

/** A registry as Clair's rows tell of it. */
interface Registry {
  /** `repo_name`: the folder of the OSV export, in small letters. */
  readonly repository: string;
  /** What a package URL of it begins with: rows of registries that Clair does not match have one in place of a name. */
  readonly purl: string;
  /** Makes one of all spellings of a name. */
  readonly fold?: (name: string) => string;
}

const REGISTRIES: ReadonlyMap<string, Registry> = new Map<string, Registry>([
  ['PyPI', { repository: 'pypi', purl: 'pkg:pypi/', fold: (name) => name.toLowerCase().replaceAll(/[-_.]+/g, '-') }],
  ['npm', { repository: 'npm', purl: 'pkg:npm/' }],
  ['Go', { repository: 'go', purl: 'pkg:golang/' }],
  ['Maven', { repository: 'maven', purl: 'pkg:maven/' }],
  ['RubyGems', { repository: 'rubygems', purl: 'pkg:gem/' }],
  ['crates.io', { repository: 'crates.io', purl: 'pkg:cargo/' }],
  ['NuGet', { repository: 'nuget', purl: 'pkg:nuget/', fold: (name) => name.toLowerCase() }],
  ['Packagist', { repository: 'packagist', purl: 'pkg:composer/', fold: (name) => name.toLowerCase() }],
  ['Pub', { repository: 'pub', purl: 'pkg:pub/' }],
  ['Hex', { repository: 'hex', purl: 'pkg:hex/' }],
  ['CRAN', { repository: 'cran', purl: 'pkg:cran/' }],
]);

/** The scope of a language's registry, by the name that OSV gives it; undefined where Clair has no advisories of it. */
export function languageScope(ecosystem: string): Scope | undefined {
  const registry = REGISTRIES.get(ecosystem);
  if (registry === undefined) return undefined;
  const { repository } = registry;
  return {
    rows: repository,
    names: (name) => namesIn(registry, name),
    condition: 'repo_name = ?',
    values: [repository],
    covers: () => true,
    versions: 'osv',
    keyedBy: 'binary',
  };
}

function namesIn({ repository, purl, fold }: Registry, name: string): RowNames {
  if (fold !== undefined) {
    return { folded: fold(name), repository, fold: (row) => fold(row.startsWith(purl) ? decoded(row.slice(purl.length)) : row) };
  }
  return { spelled: [...new Set([name, `${purl}${encoded(name)}`, `${purl}${encoded(name.replace(':', '/'))}`])] };
}

/** A name as it stands in a package URL: its parts encoded, and a scope's sign in either way. */
function encoded(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
