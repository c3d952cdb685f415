import { debPurl } from './dpkg/purl.ts';
import { DPKG_STATUS } from './dpkg/status.ts';
import { DPKG_VERSIONS } from './dpkg/version.ts';
import type { Ecosystem } from './ecosystem.ts';
import { majorOf } from './release/distro.ts';

/** Debian, and the distroless images that are made of it: https://www.debian.org/releases/ */
export const DEBIAN: Ecosystem = {
  id: 'debian',
  title: 'Debian',
  appliesTo: (release) => release.id === 'debian',
  readers: [DPKG_STATUS],
  versions: DPKG_VERSIONS,
  feed: {
    folder: 'Debian',
    // Testing and unstable have no version, and no advisories of their own.
    ecosystems(release) {
      const major = majorOf(release);
      return major === undefined ? [] : [`Debian:${major}`];
    },
    keyedBy: 'source',
  },
  purl: (pkg, release) => debPurl('debian', pkg, release),
};
