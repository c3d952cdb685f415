import type { FileReader } from '../model/inventory.ts';
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
  /** The feed's folder in the OSV export: `Debian`. */
  readonly folder: string;
  /** The `affected[].package.ecosystem` values that speak of this release: `Debian:12`. Empty where none does. */
  ecosystems(release: Release): readonly string[];
  /** Whether an advisory names the source package, the binary package, or either. */
  readonly keyedBy: 'source' | 'binary' | 'either';
}

/** One declaration a distribution: everything the scanner knows of it. Pure: it is handed bytes and returns data. */
export interface Ecosystem {
  readonly id: string;
  /** For people: `AlmaLinux`. */
  readonly title: string;
  /** Whether this ecosystem judges the packages of such a release. */
  appliesTo(release: Release): boolean;
  /** The files it reads. Ecosystems of one format share its readers. */
  readonly readers: readonly FileReader[];
  readonly versions: VersionOrder;
  readonly feed: AdvisoryFeed;
  /** https://github.com/package-url/purl-spec */
  purl(pkg: PackageRecord, release: Release): string;
}
