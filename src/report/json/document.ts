import type { BaseImage } from '../../model/base-image.ts';
import type { Places } from '../../model/place.ts';
import type { Upgrade } from '../../model/upgrade.ts';
import type { AdvisorySource } from '../../model/advisory.ts';
import type { Package, Release } from '../../model/package.ts';
import type {
  Counts,
  FetchCounters,
  Finding,
  Gap,
  Report,
  ReportImage,
  SuppressedFinding,
  Vulnerability,
} from '../../model/report.ts';

/** Raised when a reader of the older shape would misread the newer one; not when something is added. */
export const SCHEMA_VERSION = 1;

/**
 * The shape of `format: json`. It is the report and nothing but the report, told without repetition: each package is listed
 * once, each vulnerability once under its identifier, and findings refer to them. Below the first level, keys are in
 * alphabetical order.
 */
export interface ReportDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly tool: Report['tool'];
  readonly image: ReportImage;
  readonly release?: Release;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339. */
  readonly finishedAt: string;
  /** For convenience: one vulnerability in one source package counts once. */
  readonly counts: Counts;
  /** Worst first. */
  readonly findings: readonly FindingReference[];
  /** What was found, and counts no longer, with the reason. */
  readonly suppressed: readonly SuppressedReference[];
  /** Packages that were left unjudged on purpose, and why. */
  readonly unjudged: readonly Gap[];
  /** What could not be judged. While there is one, no findings does not mean clean. */
  readonly gaps: readonly Gap[];
  readonly vulnerabilities: Readonly<Record<Vulnerability['id'], Vulnerability>>;
  readonly packages: readonly Package[];
  readonly sources: readonly AdvisorySource[];
  /** What to upgrade to, so that findings are cleared. */
  readonly upgrades?: readonly Upgrade[];
  readonly base?: BaseImage;
  /** Where in the repository packages and layers come from. */
  readonly places?: Places;
  readonly category?: string;
  readonly fetched: FetchCounters;
}

/** A finding that refers to what it is about. */
export interface FindingReference {
  /** A key of `vulnerabilities`. */
  readonly vulnerability: Vulnerability['id'];
  /** An index of `packages`. */
  readonly package: number;
  readonly advisories: Finding['advisories'];
  readonly fixedIn?: string;
  readonly outlook?: Finding['outlook'];
  /** What this finding tells otherwise of its vulnerability than `vulnerabilities` does: two feeds may rate one differently. */
  readonly differences?: Partial<Vulnerability>;
  /** What `vulnerabilities` tells of it and this finding does not: names of fields. */
  readonly lacks?: readonly string[];
}

/** A finding that counts no longer. */
export type SuppressedReference = FindingReference & Pick<SuppressedFinding, 'suppression'>;
