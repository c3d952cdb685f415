import type { ClairRow } from './schema.ts';

/** Which rows of a database speak of the packages of an ecosystem, and how they say which versions are affected. */
export interface Scope {
  /** Whatever shares it shares rows: the releases of one maker, where rows are told apart by more than can be asked for. */
  readonly rows: string;
  /** The names under which rows speak of a package. */
  names(name: string): RowNames;
  /** A condition beside the name's, and what fills its places. */
  readonly condition: string;
  readonly values: readonly string[];
  /** Whether a row of these speaks of the ecosystem. */
  covers(row: ClairRow): boolean;
  readonly versions: VersionForm;
  /** Whether rows name the source package, the binary package, or either. */
  readonly keyedBy: 'source' | 'binary' | 'either';
}

/** One or more names; or all names of a registry that come down to one, where it takes several spellings for one. */
export type RowNames =
  | { readonly spelled: readonly string[] }
  | { readonly folded: string; readonly repository: string; readonly fold: (name: string) => string };

/**
 * How rows say which versions are affected: by the fix alone, where a fix in 0 may mean that none is known or that no version was ever
 * affected; by an rpm's; or as Clair keeps what OSV says.
 */
export type VersionForm = 'fix' | 'fix-or-never' | 'rpm' | 'tag' | 'osv';
