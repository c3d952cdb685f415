import type { Purl } from '../purl.ts';

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-labels */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

/** What someone says of a vulnerability in a product: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#statement */
export interface VexStatement {
  /** All names of the vulnerability. */
  readonly vulnerabilities: readonly string[];
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  /** A word: `vulnerable_code_not_present`. */
  readonly justification?: string;
  readonly impact?: string;
  /** Milliseconds since the epoch at which it was made. A later one takes its place. */
  readonly time?: number;
  /** The file, or the document in the registry, that it stands in. */
  readonly source: string;
}

/** A piece of software, by all that it is called. */
export interface VexComponent {
  readonly purls: readonly Purl[];
  /** What else it is called: a digest, a reference of an image. */
  readonly names: readonly string[];
}

/** An image or a package, of which all is meant, or only these parts. */
export interface VexProduct extends VexComponent {
  /** Undefined: all of it. A part that nobody knows is still a part. */
  readonly parts?: readonly VexComponent[];
}

/** A document's statements, for whatever format it has. */
export interface VexDocument {
  readonly source: string;
  readonly statements: readonly VexStatement[];
}
