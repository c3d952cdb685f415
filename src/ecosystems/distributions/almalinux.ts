import { majorFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** AlmaLinux: https://wiki.almalinux.org/release-notes/ */
export const ALMALINUX = rpmDistribution({
  id: 'almalinux',
  title: 'AlmaLinux',
  vendor: /AlmaLinux|CloudLinux/,
  feed: majorFeed('AlmaLinux', 'binary'),
});
