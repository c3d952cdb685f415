import type { Package } from '../model/package.ts';
import type { Compare } from './versions.ts';

/** A package with what it takes to judge it. */
export interface JudgedPackage {
  readonly package: Package;
  /** The name under which advisories speak of it, where its language takes several spellings for one; absent: its own. */
  readonly name?: string;
  /** The ecosystems, with release, whose advisories concern it: `Debian:12`. */
  readonly ecosystems: readonly string[];
  /** Whether advisories name the source package, the binary package, or either. */
  readonly keyedBy: 'source' | 'binary' | 'either';
  readonly compare: Compare;
}
