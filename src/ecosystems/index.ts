import type { FileReader } from '../model/inventory.ts';
import type { Release } from '../model/package.ts';
import { ALMALINUX } from './almalinux.ts';
import { ALPINE } from './alpine.ts';
import { CHAINGUARD } from './chainguard.ts';
import { DEBIAN } from './debian.ts';
import type { Ecosystem } from './ecosystem.ts';
import { OS_RELEASE } from './release/os-release.ts';
import { ROCKY } from './rocky.ts';
import { UBUNTU } from './ubuntu.ts';
import { WOLFI } from './wolfi.ts';

/** Every ecosystem that Hullcheck knows. To add one: one file, one line. */
// biome-ignore format: one ecosystem a line
export const ECOSYSTEMS: readonly Ecosystem[] = [
  ALPINE,
  DEBIAN,
  UBUNTU,
  ALMALINUX,
  ROCKY,
  WOLFI,
  CHAINGUARD,
];

/** The readers that tell which release an image is. */
export const RELEASE_READERS: readonly FileReader[] = [OS_RELEASE];

/** Every reader there is, each once, those of the release first. */
export const READERS: readonly FileReader[] = [
  ...new Set([...RELEASE_READERS, ...ECOSYSTEMS.flatMap((ecosystem) => ecosystem.readers)]),
];

/** The ecosystem that judges a release's packages; undefined where none does. */
export function ecosystemOf(release: Release): Ecosystem | undefined {
  return ECOSYSTEMS.find((ecosystem) => ecosystem.appliesTo(release));
}
