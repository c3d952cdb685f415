import type { AdvisoryFeed } from '../ecosystem.ts';
import { apkDistribution } from './apk-distribution.ts';

/** BellSoft's Alpaquita Linux: https://bell-sw.com/alpaquita-linux/ */
export const ALPAQUITA = apkDistribution({ id: 'alpaquita', title: 'Alpaquita Linux', feed: feedOf('Alpaquita') });

/** The images that BellSoft makes of it: https://bell-sw.com/bellsoft-hardened-images/ */
export const BELLSOFT_HARDENED = apkDistribution({
  id: 'bellsoft-hardened-containers',
  title: 'BellSoft Hardened Containers',
  feed: feedOf('BellSoft Hardened Containers'),
});

/** A release is a year's number, or the stream of all that is newer: `Alpaquita:23`, `Alpaquita:stream`. */
function feedOf(folder: string): AdvisoryFeed {
  return {
    folder,
    ecosystems: ({ versionId }) => (/^(?:\d+|stream)$/.test(versionId) ? [`${folder}:${versionId}`] : []),
    keyedBy: 'source',
  };
}
