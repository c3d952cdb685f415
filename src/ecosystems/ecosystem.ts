import type { Reader } from '../model/inventory.ts';
import type { PackageRecord, Release } from '../model/package.ts';

/** How an ecosystem orders its versions. */
export interface VersionOrder {
  readonly id: string;
  /** Where the order is written down. */
  readonly specification: string;
  /** Negative, zero or positive. Throws an Error that names the version where one cannot be parsed. */
  compare(a: string, b: string): number;
}

/** Where an ecosystem's advisories are, and what they are keyed by. */
export interface AdvisoryFeed {
  /** The feed's folder in the OSV export: `Debian`. Absent where OSV has none. */
  readonly folder?: string;
  /** The feeds that are asked beside it, or instead, by their ids: `debian-tracker`. */
  readonly others?: readonly string[];
  /**
   * The `affected[].package.ecosystem` values that speak of this release, as it is installed from these repositories: `Debian:12`. Empty
   * where none does.
   */
  ecosystems(release: Release, repositories?: readonly string[]): readonly string[];
  /** Whether an advisory names the source package, the binary package, or either. */
  readonly keyedBy: 'source' | 'binary' | 'either';
  /** What the repositories are that an image was built from, where their publisher alone tells. */
  readonly meanings?: RepositoryMeanings;
}

/** A publisher's document of what its repositories are. */
export interface RepositoryMeanings {
  /** By which a run may be pointed elsewhere: `rhel-repositories`. */
  readonly id: string;
  /** For people: `list of Red Hat's repositories`. */
  readonly title: string;
  readonly url: string;
  /** The ecosystems of the named repositories that the document knows. Throws an Error where it is no such document. */
  ecosystems(document: string, repositories: readonly string[]): readonly string[];
}

/** One declaration: everything the scanner knows of an ecosystem. Pure: it is handed bytes and returns data. */
export type Ecosystem = Distribution | Language;

interface Declaration {
  readonly id: string;
  /** For people: `AlmaLinux`, `npm`. */
  readonly title: string;
  /** The files it reads. Distributions of one format share its readers. */
  readonly readers: readonly Reader[];
  readonly versions: VersionOrder;
}

/** A distribution: its packages are the system's own, and which release the image is decides what they are called and who judges them. */
export interface Distribution extends Declaration {
  readonly kind: 'distribution';
  /** Whether this ecosystem judges the packages of such a release. */
  appliesTo(release: Release): boolean;
  /** What the distribution's own packages name as their vendor. Others are somebody else's, of whom its advisories know nothing. */
  readonly vendor?: RegExp;
  readonly feed: AdvisoryFeed;
  /** https://github.com/package-url/purl-spec */
  purl(pkg: PackageRecord, release: Release): string;
}

/** A language's package registry: its packages may lie anywhere, in any image. */
export interface Language extends Declaration {
  readonly kind: 'language';
  readonly feed: LanguageFeed;
  /** https://github.com/package-url/purl-spec */
  purl(pkg: PackageRecord): string;
}

/** Where a language's advisories are: the folder in the OSV export and the ecosystem are one name, `PyPI`. */
export interface LanguageFeed {
  readonly folder: string;
  /** The name under which advisories speak of a package, where the registry takes several spellings for one. */
  nameOf?(name: string): string;
}
