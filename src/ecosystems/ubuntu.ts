import type { Release } from '../model/package.ts';
import { debPurl } from './dpkg/purl.ts';
import { DPKG_STATUS } from './dpkg/status.ts';
import { DPKG_VERSIONS } from './dpkg/version.ts';
import type { Ecosystem } from './ecosystem.ts';

/** Ubuntu: https://ubuntu.com/about/release-cycle */
export const UBUNTU: Ecosystem = {
  id: 'ubuntu',
  title: 'Ubuntu',
  appliesTo: (release) => release.id === 'ubuntu',
  readers: [DPKG_STATUS],
  versions: DPKG_VERSIONS,
  feed: { folder: 'Ubuntu', ecosystems: feedsOf, keyedBy: 'source' },
  purl: (pkg, release) => debPurl('ubuntu', pkg, release),
};

/** A release with long-term support, April's of every other year, is spoken of with that mark and without it. */
function feedsOf(release: Release): readonly string[] {
  const { year, month } = /^(?<year>\d+)\.(?<month>\d\d)(?:\.\d+)?$/.exec(release.versionId)?.groups ?? {};
  if (year === undefined || month === undefined) return [];
  const plain = `Ubuntu:${year}.${month}`;
  return month === '04' && Number(year) % 2 === 0 ? [`${plain}:LTS`, plain] : [plain];
}
