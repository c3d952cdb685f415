import { majorFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Rocky Linux: https://wiki.rockylinux.org/rocky/version/ */
export const ROCKY = rpmDistribution({
  id: 'rocky',
  title: 'Rocky Linux',
  vendor: /Rocky/,
  // The schema says source packages, the records name binary ones.
  feed: majorFeed('Rocky Linux', 'either'),
});
