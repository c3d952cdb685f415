import type { Release } from '../../model/package.ts';
import { debDistribution } from './deb-distribution.ts';

/** Ubuntu: https://ubuntu.com/about/release-cycle */
export const UBUNTU = debDistribution({
  id: 'ubuntu',
  title: 'Ubuntu',
  feed: { folder: 'Ubuntu', ecosystems: feedsOf, keyedBy: 'source' },
});

/**
 * A release with long-term support, April's of every other year, is spoken of with that mark and without it, and has packages for
 * subscribers, of which advisories speak apart.
 */
function feedsOf(release: Release): readonly string[] {
  const { year, month } = /^(?<year>\d+)\.(?<month>\d\d)(?:\.\d+)?$/.exec(release.versionId)?.groups ?? {};
  if (year === undefined || month === undefined) return [];
  const plain = `Ubuntu:${year}.${month}`;
  return month === '04' && Number(year) % 2 === 0 ? [`${plain}:LTS`, plain, `Ubuntu:Pro:${year}.${month}:LTS`] : [plain];
}
