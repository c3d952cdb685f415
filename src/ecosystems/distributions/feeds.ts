import type { Release } from '../../model/package.ts';
import type { AdvisoryFeed } from '../ecosystem.ts';
import { majorOf } from '../release/distro.ts';

/** The feed of a distribution of which nobody publishes advisories: it speaks of no release. */
export const NO_FEED: AdvisoryFeed = { ecosystems: () => [], keyedBy: 'either' };

/** A feed that keeps one ecosystem for each major release: `Mageia:9`. */
export function majorFeed(folder: string, keyedBy: AdvisoryFeed['keyedBy']): AdvisoryFeed {
  return {
    folder,
    ecosystems(release) {
      const major = majorOf(release);
      return major === undefined ? [] : [`${folder}:${major}`];
    },
    keyedBy,
  };
}

/** The feed of a distribution without releases: `Wolfi`. */
export function rollingFeed(folder: string, ...others: readonly string[]): AdvisoryFeed {
  return { folder, others, ecosystems: () => [folder], keyedBy: 'source' };
}

/** The distribution's own feed, where OSV has none; with one ecosystem for each major release, whatever it is called there. */
export function ownFeed(feed: string, ecosystemOf: (release: Release) => string | undefined): AdvisoryFeed {
  return {
    others: [feed],
    ecosystems(release) {
      const ecosystem = ecosystemOf(release);
      return ecosystem === undefined ? [] : [ecosystem];
    },
    keyedBy: 'binary',
  };
}
