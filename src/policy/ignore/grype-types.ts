/** What Syft calls the kinds of packages, as types of package URLs: https://github.com/anchore/syft/blob/main/syft/pkg/type.go */
export const TYPES_OF_SYFT: ReadonlyMap<string, readonly string[]> = new Map([
  ['apk', ['apk']],
  ['deb', ['deb']],
  ['rpm', ['rpm']],
  ['npm', ['npm']],
  ['python', ['pypi']],
  ['gem', ['gem']],
  ['go-module', ['golang']],
  ['java-archive', ['maven', 'generic']],
  ['jenkins-plugin', ['maven', 'generic']],
  ['rust-crate', ['cargo']],
  ['php-composer', ['composer']],
  ['dotnet', ['nuget']],
  ['dart-pub', ['pub']],
  ['hex', ['hex']],
  ['R-package', ['cran']],
]);

interface LanguageName {
  /** Types of package URLs. */
  readonly types: readonly string[];
  /** The id of the ecosystem whose advisories are about them. */
  readonly ecosystem: string;
}

/** What Syft and Grype call languages: https://github.com/anchore/syft/blob/main/syft/pkg/language.go */
export const LANGUAGES: ReadonlyMap<string, LanguageName> = new Map([
  ['javascript', { types: ['npm'], ecosystem: 'npm' }],
  ['python', { types: ['pypi'], ecosystem: 'pypi' }],
  ['ruby', { types: ['gem'], ecosystem: 'rubygems' }],
  ['go', { types: ['golang'], ecosystem: 'golang' }],
  ['java', { types: ['maven', 'generic'], ecosystem: 'maven' }],
  ['rust', { types: ['cargo'], ecosystem: 'crates.io' }],
  ['php', { types: ['composer'], ecosystem: 'packagist' }],
  ['dotnet', { types: ['nuget'], ecosystem: 'nuget' }],
  ['dart', { types: ['pub'], ecosystem: 'pub' }],
  ['elixir', { types: ['hex'], ecosystem: 'hex' }],
  ['erlang', { types: ['hex'], ecosystem: 'hex' }],
  ['R', { types: ['cran'], ecosystem: 'cran' }],
]);

/** Distributions that Grype calls by another name than they themselves. */
export const DISTRO_IDS: ReadonlyMap<string, string> = new Map([
  ['redhat', 'rhel'],
  ['amazonlinux', 'amzn'],
  ['oraclelinux', 'ol'],
  ['rockylinux', 'rocky'],
  ['mariner', 'azurelinux'],
]);
