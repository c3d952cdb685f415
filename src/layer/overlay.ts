import type { Discovery, FileContent, Install, LayerInventory, OwnedFiles } from '../model/inventory.ts';
import type { PackageRecord, Release } from '../model/package.ts';
import { type Detour, type DetourSigns, signsOf } from './detour.ts';
import { Links } from './links.ts';
import { removalsOf } from './removals.ts';

/** A package as the final image holds it, with the layer (0 is the lowest) that brought this version of it. */
export interface PlacedPackage {
  readonly record: PackageRecord;
  /** The file that records it, by the path at which its reader looked for it. */
  readonly path: string;
  /** The file, by the path at which it lies, without links on the way. */
  readonly file: string;
  readonly reader: string;
  readonly layerIndex: number;
}

/** The files that a package of a distribution brought. Paths are as the package has them: see `Links.aliases`. */
export interface PlacedFiles extends OwnedFiles {
  readonly path: string;
  readonly reader: string;
}

/** What the final image holds: not the sum of its layers. */
export interface ImageInventory {
  readonly packages: readonly PlacedPackage[];
  /** By path: an image may have `os-release` in two places. */
  readonly releases: ReadonlyMap<string, Release>;
  /** Files that could not be read, or not whole. The path is `''` where a reason speaks of a whole layer. */
  readonly gaps: readonly { readonly path: string; readonly reason: string; readonly layerIndex: number }[];
  readonly owned: readonly PlacedFiles[];
  /** The repositories that the image's files name, each once. */
  readonly repositories: readonly string[];
  readonly installs: readonly Install[];
  /** Where links lead in the final image. */
  readonly links: Links;
}

/** One file of the image so far, as one reader read it: what it holds, and which layer brought each package. */
interface Placed {
  readonly content: FileContent;
  readonly path: string;
  readonly file: string;
  readonly reader: string;
  readonly layerIndex: number;
  readonly origins: ReadonlyMap<string, number>;
  /** The file that this is another name of: see `Discovery.sameAs`. */
  readonly original: string | undefined;
}

/**
 * Lays the layers over each other, lowest first, as a runtime unpacks them: an entry is written through the links that its folders are
 * at that moment. https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets
 * `detours` are those with which the layers were read.
 */
export function overlay(layers: readonly LayerInventory[], detours: readonly Detour[] = []): ImageInventory {
  const links = new Links();
  const signs = signsOf(detours);
  const files = new Map<string, Placed>();
  const ofLayers: Placed[] = [];
  for (const [layerIndex, layer] of layers.entries()) {
    layLinks(links, layer, layerIndex);
    const before = takeRemoved(files, layer, links);
    for (const discovery of layer.discoveries) {
      const placed = place(discovery, { links, layerIndex, sign: signs.get(discovery.reader) });
      if (placed === undefined) continue;
      const key = keyOf(placed.reader, placed.file);
      const origins = originsOf(discovery, layerIndex, before.get(key) ?? files.get(key));
      if (discovery.path === '') ofLayers.push(placed);
      else files.set(key, { ...placed, origins });
    }
  }
  return inventoryOf([...withoutOtherNames(files), ...ofLayers], links);
}

/** Takes away the links that the layer puts something else in the place of, then adds its own. */
function layLinks(links: Links, layer: LayerInventory, layerIndex: number): void {
  // Only when a folder no longer hides behind a link is it known what is written through the links that are left.
  const direct = removalsOf(layer, new Links());
  for (const [path] of links.entries()) if (direct.link(path)) links.delete(path);
  for (const [path, target] of layer.links) links.set(links.locate(path), { target, layerIndex });
  const removals = removalsOf(layer, links);
  const gone = [...links.entries()].filter(([path, link]) => link.layerIndex < layerIndex && removals.link(path));
  for (const [path] of gone) links.delete(path);
}

/** Takes away the files that the layer removes or replaces, and returns them. */
function takeRemoved(files: Map<string, Placed>, layer: LayerInventory, links: Links): ReadonlyMap<string, Placed> {
  const removals = removalsOf(layer, links);
  const removed = [...files].filter(([, { file }]) => removals.file(file));
  for (const [key] of removed) files.delete(key);
  return new Map(removed);
}

interface Situation {
  readonly links: Links;
  readonly layerIndex: number;
  readonly sign: DetourSigns | undefined;
}

function place(discovery: Discovery, { links, layerIndex, sign }: Situation): Placed | undefined {
  const { path, reader, sameAs, ...content } = discovery;
  const found = sign?.find(path);
  // It was read for the sake of its other name, which stands beside it.
  if (found?.detour.isHardLink === true) return undefined;
  return {
    content,
    path: found?.known ?? path,
    file: links.locate(path),
    reader,
    layerIndex,
    origins: new Map(),
    original: sameAs === undefined ? undefined : links.locate(sameAs),
  };
}

/** A package keeps its layer for as long as every later version of the file lists the same version of it. */
function originsOf({ packages }: Discovery, layerIndex: number, before: Placed | undefined): ReadonlyMap<string, number> {
  return new Map(packages.map((record) => [recordKey(record), before?.origins.get(recordKey(record)) ?? layerIndex]));
}

/** Of the names of one file, one: the file's own where that still stands, else the first. */
function* withoutOtherNames(files: ReadonlyMap<string, Placed>): Generator<Placed> {
  const told = new Set<string>();
  for (const placed of files.values()) {
    const { original, reader, layerIndex } = placed;
    if (original !== undefined) {
      const key = keyOf(reader, original);
      if (files.get(key)?.layerIndex === layerIndex || told.has(`${layerIndex}/${key}`)) continue;
      told.add(`${layerIndex}/${key}`);
    }
    yield placed;
  }
}

function inventoryOf(placed: readonly Placed[], links: Links): ImageInventory {
  return {
    packages: placed.flatMap(packagesOf),
    releases: new Map(placed.flatMap(({ path, content: { release } }) => (release === undefined ? [] : [[path, release]]))),
    gaps: placed.flatMap(({ path, layerIndex, content: { gap } }) =>
      gap === undefined ? [] : [{ path, reason: gap, layerIndex }],
    ),
    owned: placed.flatMap(({ path, reader, content: { owned = [] } }) => owned.map((files) => ({ ...files, path, reader }))),
    repositories: [...new Set(placed.flatMap(({ content: { repositories = [] } }) => repositories))],
    installs: placed.flatMap(({ content: { installs = [] } }) => installs),
    links,
  };
}

function packagesOf({ content: { packages }, path, file, reader, origins }: Placed): readonly PlacedPackage[] {
  return packages.map((record) => ({ record, path, file, reader, layerIndex: origins.get(recordKey(record)) ?? 0 }));
}

function recordKey({ name, version, arch }: PackageRecord): string {
  return [name, version, arch].join('\u0000');
}

function keyOf(reader: string, file: string): string {
  return `${reader}\u0000${file}`;
}
