import { majorFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Mageia: https://wiki.mageia.org/en/Mageia_Release_Notes */
export const MAGEIA = rpmDistribution({ id: 'mageia', title: 'Mageia', vendor: /Mageia/, feed: majorFeed('Mageia', 'source') });
