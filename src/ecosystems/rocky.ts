import type { Ecosystem } from './ecosystem.ts';
import { majorOf } from './release/distro.ts';
import { RPM_SQLITE, RPM_UNREAD } from './rpm/database.ts';
import { rpmPurl } from './rpm/purl.ts';
import { RPM_VERSIONS } from './rpm/version.ts';

/** Rocky Linux: https://wiki.rockylinux.org/rocky/version/ */
export const ROCKY: Ecosystem = {
  id: 'rocky',
  title: 'Rocky Linux',
  appliesTo: (release) => release.id === 'rocky',
  readers: [RPM_SQLITE, RPM_UNREAD],
  versions: RPM_VERSIONS,
  feed: {
    folder: 'Rocky Linux',
    ecosystems(release) {
      const major = majorOf(release);
      return major === undefined ? [] : [`Rocky Linux:${major}`];
    },
    // The schema says source packages, the records name binary ones.
    keyedBy: 'either',
  },
  purl: (pkg, release) => rpmPurl('rocky', pkg, release),
};
