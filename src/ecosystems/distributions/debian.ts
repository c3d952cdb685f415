import type { Release } from '../../model/package.ts';
import { majorOf } from '../release/distro.ts';
import { debDistribution } from './deb-distribution.ts';

/** Debian, and the distroless images that are made of it: https://www.debian.org/releases/ */
export const DEBIAN = debDistribution({
  id: 'debian',
  title: 'Debian',
  feed: { folder: 'Debian', others: ['debian-tracker'], ecosystems: releaseOf, keyedBy: 'source' },
});

/** The number that a release has from its first day as testing on, before its files have it. */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
]);

/** Testing has its codename alone, and so has unstable: what testing lacks, unstable has before it, so that its advisories hold for both. */
function releaseOf(release: Release): readonly string[] {
  const major = release.versionId === '' ? NUMBERS.get(release.codename ?? '') : majorOf(release);
  return major === undefined ? [] : [`Debian:${major}`];
}
