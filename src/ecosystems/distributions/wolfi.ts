import { apkDistribution } from './apk-distribution.ts';
import { rollingFeed } from './feeds.ts';

/** Wolfi, which has no releases, and so one feed for all of its images: https://docs.wolfi.dev */
export const WOLFI = apkDistribution({ id: 'wolfi', title: 'Wolfi', feed: rollingFeed('Wolfi', 'wolfi-secdb') });
