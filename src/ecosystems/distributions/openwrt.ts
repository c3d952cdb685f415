import type { Distribution } from '../ecosystem.ts';
import { OPKG_INFO, OPKG_STATUS } from '../dpkg/opkg.ts';
import { debPurl } from '../dpkg/purl.ts';
import { DPKG_VERSIONS } from '../dpkg/version.ts';
import { NO_FEED } from './feeds.ts';

/** OpenWrt, of which OSV has no advisories: https://openwrt.org */
export const OPENWRT: Distribution = {
  kind: 'distribution',
  id: 'openwrt',
  title: 'OpenWrt',
  appliesTo: (release) => release.id === 'openwrt',
  readers: [OPKG_STATUS, OPKG_INFO],
  // opkg's packages are a smaller kind of dpkg's, and their versions are ordered alike.
  versions: DPKG_VERSIONS,
  feed: NO_FEED,
  purl: (pkg, release) => debPurl('openwrt', pkg, release),
};
