import { createHash } from 'node:crypto';
import { printable } from '../../model/text.ts';

/** What makes a finding the same finding tomorrow: no version, tag, digest, layer, platform, line or severity is in it. */
export interface FindingIdentity {
  /** Registry and repository, with neither tag nor digest. */
  readonly image: string;
  readonly vulnerability: string;
  /** `deb`, `npm`. */
  readonly purlType: string;
  /** `debian`, without its release; empty for packages that are no distribution's. */
  readonly distribution: string;
  /** The source package, or the package itself where it has none. */
  readonly package: string;
  /** The application that holds the package, without versions in its path; empty for a distribution's. */
  readonly root: string;
}

/** Both fingerprints of a result. GitHub reads the first alone. */
export interface Fingerprints {
  readonly [name: string]: string;
  readonly primaryLocationLineHash: string;
  readonly 'containerFinding/v1': string;
}

const RECIPE = 'v1';
const SEPARATOR = '\u001f';

/**
 * The fingerprints of a finding. A change of the recipe re-opens every alert that was ever dismissed, everywhere.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#preventing-duplicate-alerts-using-fingerprints
 */
export function fingerprint(identity: FindingIdentity): Fingerprints {
  const parts = [
    identity.image.toLowerCase(),
    identity.vulnerability,
    identity.purlType,
    identity.distribution,
    identity.package,
    identity.root,
  ];
  // Made printable, no part can hold the separator and pass for two.
  const text = [RECIPE, ...parts.map((part) => printable(part.toWellFormed()))].join(SEPARATOR);
  const hash = createHash('sha256').update(text).digest('hex');
  return { primaryLocationLineHash: `${hash.slice(0, 16)}:1`, 'containerFinding/v1': hash };
}
