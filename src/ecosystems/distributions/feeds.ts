import type { AdvisoryFeed } from '../ecosystem.ts';
import { majorOf } from '../release/distro.ts';

/** The feed of a distribution of which OSV has no advisories: it speaks of no release. */
export const NO_FEED: AdvisoryFeed = { folder: '', ecosystems: () => [], keyedBy: 'either' };

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
export function rollingFeed(folder: string): AdvisoryFeed {
  return { folder, ecosystems: () => [folder], keyedBy: 'source' };
}
