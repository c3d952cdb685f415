import { apkDistribution } from './apk-distribution.ts';
import { rollingFeed } from './feeds.ts';

/** MinimOS, which has no releases: https://docs.minimus.io */
export const MINIMOS = apkDistribution({ id: 'minimos', title: 'MinimOS', feed: rollingFeed('MinimOS', 'minimos-secdb') });
