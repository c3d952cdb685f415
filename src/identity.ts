import type { Ecosystem } from './ecosystems/ecosystem.ts';
import { ecosystemOf } from './ecosystems/index.ts';
import type { ImageInventory, PlacedPackage } from './layer/overlay.ts';
import type { ReadImage, ReadLayer } from './model/image.ts';
import type { LayerOrigin, Package, Release } from './model/package.ts';
import type { Gap } from './model/report.ts';

/** Which distribution an image is, and with that what its packages are called. */
export interface Identity {
  readonly release: Release | undefined;
  readonly ecosystem: Ecosystem | undefined;
  readonly packages: readonly Package[];
  /** What is in the image and nobody judges: it is said, so that silence means something. */
  readonly gaps: readonly Gap[];
}

export function identify(inventory: ImageInventory, image: ReadImage): Identity {
  const { releases } = inventory;
  const release = releases.get('etc/os-release') ?? releases.get('usr/lib/os-release');
  const ecosystem = release === undefined ? undefined : ecosystemOf(release);
  return {
    release,
    ecosystem,
    packages: release === undefined || ecosystem === undefined ? [] : packagesOf(inventory, { image, release, ecosystem }),
    gaps: gapsOf(inventory, { release, ecosystem }),
  };
}

interface Known {
  readonly image: ReadImage;
  readonly release: Release;
  readonly ecosystem: Ecosystem;
}

function packagesOf({ packages }: ImageInventory, { image, release, ecosystem }: Known): readonly Package[] {
  const own = readersOf(ecosystem);
  return packages
    .filter(({ reader }) => own.has(reader))
    .flatMap((placed) => {
      const layer = image.layers[placed.layerIndex];
      return layer === undefined ? [] : [toPackage(placed, { layer, release, ecosystem })];
    });
}

function toPackage(
  { record, path }: PlacedPackage,
  { layer, release, ecosystem }: { readonly layer: ReadLayer } & Omit<Known, 'image'>,
): Package {
  return { ...record, ecosystem: ecosystem.id, purl: ecosystem.purl(record, release), path, layer: originOf(layer) };
}

/** A layer as a report names it. */
export function originOf({ index, diffID, descriptor, createdBy }: ReadLayer): LayerOrigin {
  return { index, diffID, digest: descriptor.digest, ...(createdBy === undefined ? {} : { createdBy }) };
}

function gapsOf(inventory: ImageInventory, { release, ecosystem }: Pick<Identity, 'release' | 'ecosystem'>): readonly Gap[] {
  const gaps = inventory.gaps.map(({ path, reason }): Gap => ({ subject: path, reason }));
  const own = readersOf(ecosystem);
  const others = inventory.packages.filter(({ reader }) => !own.has(reader)).length;
  if (others > 0) {
    const who =
      release === undefined
        ? 'the image does not say what distribution it is'
        : `no advisories are known for ${release.prettyName}`;
    return [...gaps, { subject: packagesIn(others), reason: who }];
  }
  if (inventory.packages.length > 0 || gaps.length > 0) return gaps;
  return [{ subject: 'the image', reason: 'it holds no package database that is read' }];
}

function readersOf(ecosystem: Ecosystem | undefined): ReadonlySet<string> {
  return new Set(ecosystem?.readers.map(({ id }) => id));
}

/** `1 package`, `2 packages`. */
export function packagesIn(count: number): string {
  return `${count} ${count === 1 ? 'package' : 'packages'}`;
}
