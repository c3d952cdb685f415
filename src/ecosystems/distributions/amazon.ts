import { majorOf } from '../release/distro.ts';
import { ownFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Amazon Linux 2 and 2023. The first had dates for versions, and is published of no longer: https://docs.aws.amazon.com/linux/ */
export const AMAZON = rpmDistribution({
  id: 'amzn',
  title: 'Amazon Linux',
  vendor: /Amazon/,
  feed: ownFeed('amazon', (release) => {
    const major = majorOf(release);
    return major === '2' || major === '2023' ? `Amazon Linux:${major}` : undefined;
  }),
});
