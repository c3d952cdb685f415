import type { Release } from '../../model/package.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** openEuler: https://www.openeuler.org/en/other/lifecycle/ */
export const OPENEULER = rpmDistribution({
  id: 'openeuler',
  title: 'openEuler',
  vendor: /openEuler/i,
  // It writes its id with a capital, which os-release forbids.
  releases: ['openEuler', 'openeuler'],
  feed: { folder: 'openEuler', ecosystems: releaseOf, keyedBy: 'source' },
});

/** Only releases of long support have advisories, and only the pretty name tells the service pack: `openEuler 24.03 (LTS-SP1)`. */
function releaseOf({ prettyName }: Release): readonly string[] {
  const { version, support } =
    /^openEuler (?<version>\d\d\.\d\d) ?\((?<support>LTS(?:-SP\d+)?)\)$/i.exec(prettyName)?.groups ?? {};
  return version === undefined || support === undefined ? [] : [`openEuler:${version}-${support.toUpperCase()}`];
}
