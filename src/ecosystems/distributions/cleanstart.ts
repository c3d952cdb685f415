import { apkDistribution } from './apk-distribution.ts';
import { rollingFeed } from './feeds.ts';

/** CleanStart, which has no releases: https://github.com/cleanstart-dev/cleanstart-security-advisories */
export const CLEANSTART = apkDistribution({
  id: 'cleanstart',
  title: 'CleanStart',
  releases: ['cleanstart', 'clnstrt'],
  feed: rollingFeed('CleanStart'),
});
