/** One record of an advisory feed, in the shape of https://ossf.github.io/osv-schema/, reduced to what a scan uses. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  readonly summary: string;
  readonly details: string;
  /** RFC 3339. */
  readonly published?: string;
  /** RFC 3339. */
  readonly modified?: string;
  readonly severity: readonly SeverityScore[];
  /** `database_specific.severity`, the feed's own word. */
  readonly severityWord?: string;
  readonly cwes: readonly string[];
  readonly references: readonly string[];
  readonly affected: readonly Affected[];
}

export interface SeverityScore {
  /** `CVSS_V3`, `CVSS_V4`, `Ubuntu`, … */
  readonly type: string;
  /** A vector or a word. */
  readonly score: string;
}

export interface Affected {
  /** With its release: `Debian:12`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly ranges: readonly AdvisoryRange[];
  readonly versions: readonly string[];
  readonly severity: readonly SeverityScore[];
  /** `ecosystem_specific.urgency` or `.severity`: the distribution's word. */
  readonly severityWord?: string;
  /** The architectures that it speaks of, as packages name theirs; absent: all. */
  readonly arches?: readonly string[];
  /** The rpm module, `name:stream`, that it speaks of; absent where the feed does not tell. */
  readonly module?: string;
  /** The binary packages of the source that it speaks of; absent: all. */
  readonly binaries?: readonly string[];
  /** What the distribution says of a fix that it has not made. */
  readonly outlook?: 'deferred' | 'will-not-fix' | 'end-of-life';
  /** The entry says that the package, in the versions that it covers, is not affected, whatever other advisories say. */
  readonly notAffected?: true;
}

export interface AdvisoryRange {
  readonly type: 'ECOSYSTEM' | 'SEMVER' | 'GIT';
  readonly events: readonly RangeEvent[];
}

export type RangeEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly lastAffected: string }
  | { readonly limit: string };

/** The advisories for one set of packages, and where they came from. */
export interface AdvisoryIndex {
  /** The advisories that name this package in this ecosystem (with release). */
  find(ecosystem: string, name: string): readonly Advisory[];
  readonly sources: readonly AdvisorySource[];
}

/** A feed as it was used: what it was, when it was made, how many records it held. */
export interface AdvisorySource {
  /** The feed's folder: `Debian`. */
  readonly feed: string;
  readonly url: string;
  readonly etag?: string;
  /** RFC 3339, from `Last-Modified`. */
  readonly modified?: string;
  readonly records: number;
  /** Whether the copy came from a cache that the server confirmed. */
  readonly revalidated: boolean;
}
