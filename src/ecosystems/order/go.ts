import type { VersionOrder } from '../ecosystem.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { compareSemanticVersions, type SemanticVersion } from './semver.ts';

/**
 * The order of Go's modules, pseudo-versions among them, and of its own releases, which are written `1.22rc1` by Go and
 * `1.22.0-rc.1` by its advisories. A release without a third number is the first of its family, `1.22.0`, as in those advisories.
 */
export const GO_VERSIONS: VersionOrder = {
  id: 'go',
  specification: 'https://go.dev/ref/mod#versions',
  compare: compareGoVersions,
};

/** What follows the plus sign, `+incompatible`, does not count. */
const GRAMMAR: Grammar = {
  title: 'a Go version',
  pattern:
    /^(?:v|go)?(?<numbers>\d+(?:\.\d+)*)(?:-(?<preRelease>[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)|(?<stage>alpha|beta|rc)(?<serial>\d*))?(?:\+[\dA-Za-z.-]+)?$/,
};

/** Negative, zero or positive. Throws an Error that names the version where it is neither a module's nor a release of Go. */
export function compareGoVersions(a: string, b: string): number {
  return compareSemanticVersions(parseGoVersion(a), parseGoVersion(b));
}

function parseGoVersion(version: string): SemanticVersion {
  const { numbers = '', preRelease, stage, serial } = partsOf(version, GRAMMAR);
  return {
    numbers: numbers.split('.'),
    preRelease: preRelease?.split('.') ?? [stage, serial].filter(Boolean).map(String),
    build: [],
  };
}
