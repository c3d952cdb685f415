import { debDistribution } from './deb-distribution.ts';
import { rollingFeed } from './feeds.ts';

/** Echo's rebuilt images, whose packages are Debian's: https://advisory.echohq.com */
export const ECHO = debDistribution({ id: 'echo', title: 'Echo', feed: rollingFeed('Echo') });
