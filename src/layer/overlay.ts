import type { Discovery, LayerInventory } from '../model/inventory.ts';
import type { PackageRecord, Release } from '../model/package.ts';

/** A package as the final image holds it, with the layer (0 is the lowest) that brought this version of it. */
export interface PlacedPackage {
  readonly record: PackageRecord;
  readonly path: string;
  readonly reader: string;
  readonly layerIndex: number;
}

/** What the final image holds: not the sum of its layers. */
export interface ImageInventory {
  readonly packages: readonly PlacedPackage[];
  /** By path: an image may have `os-release` in two places. */
  readonly releases: ReadonlyMap<string, Release>;
  /** Files that could not be read, or not whole. */
  readonly gaps: readonly { readonly path: string; readonly reason: string }[];
}

/** One file of the final image: what it holds now, and which layer brought each package. */
interface Placed {
  readonly discovery: Discovery;
  readonly origins: ReadonlyMap<string, number>;
}

/** Lays the layers over each other, lowest first: https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets */
export function overlay(layers: readonly LayerInventory[]): ImageInventory {
  const files = new Map<string, Placed>();
  for (const [layerIndex, layer] of layers.entries()) {
    // Removals speak of the layers below alone, in whatever order they stand in the archive.
    const before = new Map(files);
    for (const path of files.keys()) {
      if (isRemoved(path, layer)) files.delete(path);
    }
    for (const discovery of layer.discoveries) {
      files.set(discovery.path, { discovery, origins: originsOf(discovery, layerIndex, before.get(discovery.path)) });
    }
  }
  const placed = [...files.values()];
  return {
    packages: placed.flatMap(packagesOf),
    releases: new Map(
      placed.flatMap(({ discovery: { path, release } }) => (release === undefined ? [] : [[path, release] as const])),
    ),
    gaps: placed.flatMap(({ discovery: { path, gap } }) => (gap === undefined ? [] : [{ path, reason: gap }])),
  };
}

function isRemoved(path: string, { whiteouts, opaque, replaced }: LayerInventory): boolean {
  const gone = (other: string): boolean => path === other || path.startsWith(`${other}/`);
  return whiteouts.some(gone) || replaced.some(gone) || opaque.some((folder) => folder === '' || path.startsWith(`${folder}/`));
}

/** A package keeps its layer for as long as every later version of the file lists the same version of it. */
function originsOf(discovery: Discovery, layerIndex: number, before: Placed | undefined): ReadonlyMap<string, number> {
  return new Map(discovery.packages.map((record) => [keyOf(record), before?.origins.get(keyOf(record)) ?? layerIndex]));
}

function keyOf({ name, version, arch }: PackageRecord): string {
  return [name, version, arch].join('\u0000');
}

function packagesOf({ discovery: { path, reader, packages }, origins }: Placed): readonly PlacedPackage[] {
  return packages.map((record) => ({ record, path, reader, layerIndex: origins.get(keyOf(record)) ?? 0 }));
}
