import type { Ecosystem } from './ecosystem.ts';
import { majorOf } from './release/distro.ts';
import { RPM_SQLITE, RPM_UNREAD } from './rpm/database.ts';
import { rpmPurl } from './rpm/purl.ts';
import { RPM_VERSIONS } from './rpm/version.ts';

/** AlmaLinux: https://wiki.almalinux.org/release-notes/ */
export const ALMALINUX: Ecosystem = {
  id: 'almalinux',
  title: 'AlmaLinux',
  appliesTo: (release) => release.id === 'almalinux',
  readers: [RPM_SQLITE, RPM_UNREAD],
  versions: RPM_VERSIONS,
  feed: {
    folder: 'AlmaLinux',
    ecosystems(release) {
      const major = majorOf(release);
      return major === undefined ? [] : [`AlmaLinux:${major}`];
    },
    keyedBy: 'binary',
  },
  purl: (pkg, release) => rpmPurl('almalinux', pkg, release),
};
