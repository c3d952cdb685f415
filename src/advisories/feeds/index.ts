import { ScanError } from '../../model/errors.ts';
import { ALPINE_SECDB } from './alpine-secdb.ts';
import { AMAZON } from './amazon.ts';
import { DEBIAN_TRACKER } from './debian-tracker.ts';
import type { Feed } from './feed.ts';
import { ORACLE } from './oracle.ts';
import { OSV } from './osv.ts';
import { PHOTON } from './photon.ts';
import { REDHAT_VEX } from './redhat-vex.ts';
import { CHAINGUARD_SECDB, MINIMOS_SECDB, WOLFI_SECDB } from './rolling-secdb.ts';

/** Every publisher of advisories that Hullcheck knows. To add one: one file, one line. */
// biome-ignore format: one feed a line
export const FEEDS: readonly Feed[] = [
  OSV,
  ALPINE_SECDB,
  WOLFI_SECDB,
  CHAINGUARD_SECDB,
  MINIMOS_SECDB,
  DEBIAN_TRACKER,
  AMAZON,
  ORACLE,
  PHOTON,
  REDHAT_VEX,
];

/** The feed of that id. Throws `USAGE` where there is none. */
export function feedById(id: string): Feed {
  const feed = FEEDS.find((one) => one.id === id);
  if (feed === undefined) {
    throw new ScanError('USAGE', `There is no feed "${id}".`, { hint: `Feeds are ${FEEDS.map((one) => one.id).join(', ')}.` });
  }
  return feed;
}
