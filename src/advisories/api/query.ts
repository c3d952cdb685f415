import type { Asked, PackageQuery } from './batch.ts';

/** Which packages the API is asked about. Of an image nothing else is sent: no version, and no word of where a package lies. */
export interface ApiQuery extends Asked {
  readonly feeds: readonly ApiFeedQuery[];
}

export interface ApiFeedQuery {
  /** What the advisories are called in the report: `Debian`. */
  readonly folder: string;
  /** The ecosystems wanted, with release: `Debian:12`. */
  readonly ecosystems: readonly string[];
  /** The package names wanted: after `nameOf`. */
  readonly names: ReadonlySet<string>;
  /** Makes one of all spellings of a package's name. */
  nameOf?(name: string): string;
  /** The names as the packages themselves have them, where `nameOf` makes others of them: the API knows one spelling alone. */
  readonly spellings?: ReadonlySet<string>;
}

/** Each name in each ecosystem. */
export function queriesOf({ ecosystems, names, spellings = names }: ApiFeedQuery): readonly PackageQuery[] {
  const asked = [...new Set([...names, ...spellings])];
  return ecosystems.flatMap((ecosystem) => asked.map((name) => ({ ecosystem, name })));
}
