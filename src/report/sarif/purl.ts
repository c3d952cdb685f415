import type { Package } from '../../model/package.ts';

/** Types whose packages a distribution builds: https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst */
const DISTRIBUTION_TYPES: ReadonlySet<string> = new Set(['alpm', 'apk', 'deb', 'rpm']);

/** The type of a package's purl: `deb`, `npm`. */
export function purlType(pkg: Package): string {
  return /^pkg:\/*([a-z][a-z0-9.+-]*)\//i.exec(pkg.purl)?.[1]?.toLowerCase() ?? '';
}

/** Whether a distribution built the package, so that the distribution's own advisories judge it. */
export function fromDistribution(pkg: Package): boolean {
  return DISTRIBUTION_TYPES.has(purlType(pkg));
}
