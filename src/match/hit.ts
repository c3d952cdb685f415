import type { Advisory, Affected } from '../model/advisory.ts';

/** An advisory that covers a package. */
export interface Hit {
  readonly advisory: Advisory;
  /** The entries that cover it. */
  readonly entries: readonly Affected[];
  /** Undefined where an entry that covers it has no fix. */
  readonly fixedIn: string | undefined;
}
