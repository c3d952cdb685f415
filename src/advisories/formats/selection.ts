import type { Wanted } from '../osv.ts';

/**
 * What a reader of advisories keeps. As `Wanted`, and everything where both of its sets say yes to whatever they are asked, which is how a
 * database of everything is built.
 */
export interface Selection extends Pick<Wanted, 'nameOf'> {
  /** With release: `Debian:12`. */
  readonly ecosystems: Membership;
  readonly names: Membership;
}

/** What of a set is needed to know what belongs to it. */
export type Membership = Pick<ReadonlySet<string>, 'has'>;

/** A document that speaks of one ecosystem alone, and does not say of which. */
export interface EcosystemQuestion {
  /** With release: `Amazon Linux:2023`. */
  readonly ecosystem: string;
  readonly wanted: Selection;
}

/** The name as it is asked for; undefined where it is not wanted. */
export function wantedName(name: string, wanted: Selection): string | undefined {
  const spelled = wanted.nameOf?.(name) ?? name;
  return wanted.names.has(spelled) ? spelled : undefined;
}
