import type { Ecosystem } from './ecosystems/ecosystem.ts';
import { ecosystemOf, READERS } from './ecosystems/index.ts';
import { openImage } from './image.ts';
import { type ImageInventory, overlay, type PlacedPackage } from './layer/overlay.ts';
import { readLayer } from './layer/read.ts';
import { type JudgedPackage, matchPackages } from './match/match.ts';
import type { Image, Layer } from './model/image.ts';
import type { LayerInventory } from './model/inventory.ts';
import type { LayerOrigin, Package, Release } from './model/package.ts';
import { formatPlatform } from './model/platform.ts';
import { formatReference, imageName } from './model/reference.ts';
import type { Gap, Report } from './model/report.ts';
import type { ScanRequest } from './model/request.ts';
import { TOOL } from './model/tool.ts';
import { runInSlots } from './slots.ts';
import type { World } from './world.ts';

/** The whole way: a reference goes in, a report comes out. Throws a `ScanError`, and then there is no report. */
export async function scan(request: ScanRequest, world: World, signal: AbortSignal): Promise<Report> {
  const { log, clock } = world;
  const startedAt = new Date(clock.wall()).toISOString();
  const image = await log.group(
    `Image ${formatReference(request.reference)}`,
    async () => await openTheImage(request, world, signal),
  );
  const inventories = await log.group(
    `Layers (${image.layers.length})`,
    async () => await readLayers(image, request, world, signal),
  );
  const inventory = overlay(inventories);
  const { release, packages, ecosystem } = identify(inventory, image);
  const unjudged = gapsOf(inventory, { release, ecosystem });
  const judged = await log.group('Advisories', async () => await judge({ packages, release, ecosystem }, request, world, signal));
  return {
    tool: { name: TOOL.name, version: TOOL.version },
    image: {
      reference: request.imageRef,
      name: imageName(request.reference),
      digest: image.resolvedDigest,
      manifestDigest: image.digest,
      platform: image.platform,
      layers: image.layers.map((layer) => ({ ...originOf(layer), size: layer.descriptor.size })),
    },
    ...(release === undefined ? {} : { release }),
    packages,
    findings: judged.findings,
    gaps: [...unjudged, ...judged.gaps],
    sources: judged.sources,
    fetched: world.fetched(),
    startedAt,
    finishedAt: new Date(clock.wall()).toISOString(),
  };
}

async function openTheImage(request: ScanRequest, world: World, signal: AbortSignal): Promise<Image> {
  const { tag, digest } = request.reference;
  const { source, runner, moveBlob } = world;
  const name = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  const image = await openImage({ source, name, wanted: request.platform, runner, moveBlob, signal });
  world.log.info(`${image.resolvedDigest} ${formatPlatform(image.platform)}`);
  return image;
}

/** A slot first, then the question where the layer lies: an address that waits in a queue dies there. */
async function readLayers(
  image: Image,
  request: ScanRequest,
  world: World,
  signal: AbortSignal,
): Promise<readonly LayerInventory[]> {
  const distinct = new Map(image.layers.map((layer) => [layer.descriptor.digest, layer]));
  const read = await runInSlots([...distinct.values()], {
    slots: request.maxConcurrentLayers,
    run: async (layer, slotSignal) => await readOne(layer, image.layers.length, world, slotSignal),
    signal,
  });
  const byDigest = new Map([...distinct.keys()].map((digest, index) => [digest, read[index]]));
  return image.layers.flatMap((layer) => byDigest.get(layer.descriptor.digest) ?? []);
}

async function readOne(layer: Layer, of: number, world: World, signal: AbortSignal): Promise<LayerInventory> {
  const { log } = world;
  const inventory = await world.moveLayer(
    layer,
    {
      begin: () => readLayer(layer, READERS),
      onProgress: (progress) => log.progress({ layer, of, ...progress }),
    },
    signal,
  );
  log.progress({ layer, of, state: 'done', bytes: layer.descriptor.size });
  return inventory;
}

interface Identity {
  readonly release: Release | undefined;
  readonly ecosystem: Ecosystem | undefined;
  readonly packages: readonly Package[];
}

/** Which distribution the image is, and with that what its packages are called. */
function identify({ releases, packages }: ImageInventory, image: Image): Identity {
  const release = releases.get('etc/os-release') ?? releases.get('usr/lib/os-release');
  const ecosystem = release === undefined ? undefined : ecosystemOf(release);
  if (release === undefined || ecosystem === undefined) return { release, ecosystem, packages: [] };
  const own = new Set(ecosystem.readers.map(({ id }) => id));
  return {
    release,
    ecosystem,
    packages: packages
      .filter(({ reader }) => own.has(reader))
      .map((placed) => toPackage(placed, { ecosystem, release, layer: image.layers[placed.layerIndex] }))
      .filter((pkg) => pkg !== undefined),
  };
}

function toPackage(
  { record, path }: PlacedPackage,
  { ecosystem, release, layer }: { ecosystem: Ecosystem; release: Release; layer: Layer | undefined },
): Package | undefined {
  if (layer === undefined) return undefined;
  return { ...record, ecosystem: ecosystem.id, purl: ecosystem.purl(record, release), path, layer: originOf(layer) };
}

function originOf({ index, diffID, descriptor, createdBy }: Layer): LayerOrigin {
  return { index, diffID, digest: descriptor.digest, ...(createdBy === undefined ? {} : { createdBy }) };
}

/** What is in the image and nobody judges: it is said, so that silence means something. */
function gapsOf(inventory: ImageInventory, { release, ecosystem }: Pick<Identity, 'release' | 'ecosystem'>): readonly Gap[] {
  const gaps: Gap[] = inventory.gaps.map(({ path, reason }) => ({ subject: path, reason }));
  const own = new Set(ecosystem?.readers.map(({ id }) => id));
  const others = inventory.packages.filter(({ reader }) => !own.has(reader)).length;
  if (others > 0) {
    const who =
      release === undefined
        ? 'the image does not say what distribution it is'
        : `no advisories are known for ${release.prettyName}`;
    gaps.push({ subject: packagesIn(others), reason: who });
  } else if (inventory.packages.length === 0 && gaps.length === 0) {
    gaps.push({ subject: 'the image', reason: 'it holds no package database that is read' });
  }
  return gaps;
}

function packagesIn(count: number): string {
  return `${count} ${count === 1 ? 'package' : 'packages'}`;
}

type Judgement = Pick<Report, 'findings' | 'gaps' | 'sources'>;

async function judge(
  { packages, release, ecosystem }: Identity,
  { osvUrl }: ScanRequest,
  world: World,
  signal: AbortSignal,
): Promise<Judgement> {
  if (release === undefined || ecosystem === undefined || packages.length === 0) return { findings: [], gaps: [], sources: [] };
  const { folder, keyedBy } = ecosystem.feed;
  const ecosystems = ecosystem.feed.ecosystems(release);
  if (ecosystems.length === 0) {
    return {
      findings: [],
      gaps: [{ subject: packagesIn(packages.length), reason: `no advisories are published for ${release.prettyName}` }],
      sources: [],
    };
  }
  const names = new Set(packages.flatMap(({ name, source }) => (source === undefined ? [name] : [name, source.name])));
  const advisories = await world.fetchAdvisories({ osvUrl, feeds: [{ folder, ecosystems, names }], signal });
  const compare = ecosystem.versions.compare.bind(ecosystem.versions);
  const judged: readonly JudgedPackage[] = packages.map((pkg) => ({ package: pkg, ecosystems, keyedBy, compare }));
  const { findings, gaps } = matchPackages(judged, advisories.index);
  return { findings, gaps: [...advisories.gaps, ...gaps], sources: advisories.index.sources };
}
