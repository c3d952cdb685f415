import { majorOf } from '../release/distro.ts';
import { ownFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Oracle Linux: https://docs.oracle.com/en/operating-systems/oracle-linux/ */
export const ORACLE = rpmDistribution({
  id: 'ol',
  title: 'Oracle Linux',
  vendor: /Oracle/,
  feed: ownFeed('oracle', (release) => prefixed('Oracle Linux:', majorOf(release))),
  namespace: 'oracle',
});

function prefixed(prefix: string, version: string | undefined): string | undefined {
  return version === undefined ? undefined : `${prefix}${version}`;
}
