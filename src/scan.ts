import { READERS } from './ecosystems/index.ts';
import { identify, originOf } from './identity.ts';
import { openImage } from './image.ts';
import { judge } from './judgement.ts';
import { detours, withDetours } from './layer/detour.ts';
import { type ImageInventory, overlay } from './layer/overlay.ts';
import { readLayer } from './layer/read.ts';
import { baseImageOf } from './model/base-image.ts';
import { unreadLayer } from './model/foreign.ts';
import type { Image, Layer, ReadImage, ReadLayer } from './model/image.ts';
import { emptyInventory, type LayerInventory, type Reader } from './model/inventory.ts';
import { formatPlatform } from './model/platform.ts';
import type { FetchCounters, Gap, Report } from './model/report.ts';
import type { ScanRequest } from './model/request.ts';
import { TOOL } from './model/tool.ts';
import { runInSlots } from './slots.ts';
import type { OpenTarget } from './target.ts';
import type { LayerMove, World } from './world.ts';

/** What one scan is given, all the way down. */
interface Scan {
  readonly request: ScanRequest;
  readonly world: World;
  readonly target: OpenTarget;
  readonly signal: AbortSignal;
}

/** The whole way: an image goes in, a report comes out. Throws a `ScanError`, and then there is no report. */
export async function scan(request: ScanRequest, world: World, signal: AbortSignal): Promise<Report> {
  const { log, clock } = world;
  const startedAt = new Date(clock.wall()).toISOString();
  await using target = await world.open(signal);
  const scanned: Scan = { request, world, target, signal };
  const found = await log.group(`Image ${target.text}`, async () => await findImage(scanned));
  const read = await log.group(`Layers (${found.layers.length})`, async () => await readLayers(found, scanned));
  const image: ReadImage = { ...found, layers: read.map(({ layer }) => layer) };
  const identity = identify(await finalImage(found, read, scanned), image);
  const base = baseImageOf(image.config.labels);
  const judged = await log.group('Advisories', async () => await judge(identity, scanned));
  return {
    tool: { name: TOOL.name, version: TOOL.version },
    image: {
      reference: target.text,
      name: request.imageName ?? target.imageName,
      digest: image.resolvedDigest,
      manifestDigest: image.digest,
      platform: image.platform,
      layers: image.layers.map((layer) => ({ ...originOf(layer), size: layer.size })),
    },
    ...(identity.release === undefined ? {} : { release: identity.release }),
    packages: identity.packages,
    findings: judged.findings,
    suppressed: [],
    unjudged: judged.unjudged,
    gaps: [...new Set(read.flatMap(({ gap }) => gap ?? [])), ...identity.gaps, ...judged.gaps],
    sources: judged.sources,
    ...(judged.upgrades === undefined ? {} : { upgrades: judged.upgrades }),
    ...(base === undefined ? {} : { base }),
    ...(request.source.category === undefined ? {} : { category: request.source.category }),
    fetched: world.fetched(),
    startedAt,
    finishedAt: new Date(clock.wall()).toISOString(),
  };
}

async function findImage({ request, world, target, signal }: Scan): Promise<Image> {
  const { source, name } = target;
  const { runner, moveBlob, log } = world;
  const image = await openImage({ source, name, wanted: request.platform, runner, moveBlob, signal });
  log.info(`${image.resolvedDigest} ${formatPlatform(image.platform)}`);
  return image;
}

/** How many places are named in one line. */
const MOST_NAMED = 5;

/**
 * What the final image holds. Where its links lead away from where databases are looked for, their files went by unread: the layers are
 * read once more, because which path a link leads to is only known when all of them were.
 */
async function finalImage(image: Image, read: readonly LayerReading[], scanned: Scan): Promise<ImageInventory> {
  const inventories = read.map(({ inventory }) => inventory);
  const inventory = overlay(inventories);
  const ways = detours(inventory.links, inventories, READERS);
  if (ways.length === 0) return inventory;
  const places = [...new Set(ways.map(({ place }) => place))].slice(0, MOST_NAMED).join(', ');
  return await scanned.world.log.group(`Layers again, because of links at ${places}`, async () => {
    const again = await readLayers(image, scanned, withDetours(READERS, ways));
    return overlay(
      again.map((reading) => reading.inventory),
      ways,
    );
  });
}

/** A slot first, then the question where the layer lies: an address that waits in a queue dies there. */
async function readLayers(image: Image, scanned: Scan, readers: readonly Reader[] = READERS): Promise<readonly LayerReading[]> {
  const distinct = new Map(image.layers.map((layer) => [layer.descriptor.digest, layer]));
  const read = await runInSlots([...distinct.values()], {
    slots: scanned.request.maxConcurrentLayers,
    run: async (layer, signal) => await readOne(layer, { of: image.layers.length, readers }, { ...scanned, signal }),
    relief: scanned.world.relief,
    signal: scanned.signal,
  });
  scanned.world.log.info(describeFetched(scanned.world.fetched()));
  const byDigest = new Map([...distinct.keys()].map((digest, index) => [digest, read[index]]));
  return image.layers.flatMap((layer) => {
    const reading = byDigest.get(layer.descriptor.digest);
    if (reading === undefined) return [];
    const { diffID, size } = reading.layer;
    return { ...reading, layer: { ...layer, diffID, size } };
  });
}

/** What fetching took, for whoever wonders where the time went. */
function describeFetched({ bytesFetched, urlsResolved, urlsExpired, resumes, retries, bytesRefetched }: FetchCounters): string {
  const troubles = `${urlsExpired} expired, ${resumes} resumes, ${retries} retries, ${bytesRefetched} bytes twice`;
  return `Fetched ${bytesFetched} bytes at ${urlsResolved} addresses: ${troubles}.`;
}

interface LayerReading {
  readonly layer: ReadLayer;
  readonly inventory: LayerInventory;
  /** Why the layer was not read. */
  readonly gap?: Gap;
}

async function readOne(
  layer: Layer,
  { of, readers }: { readonly of: number; readonly readers: readonly Reader[] },
  { world, target, signal }: Scan,
): Promise<LayerReading> {
  const { log } = world;
  const source = target.source.blob(layer.descriptor);
  let size = 0;
  const onProgress: LayerMove<LayerInventory>['onProgress'] = (progress) => {
    size = progress.bytes;
    log.progress({ layer, of, ...progress });
  };
  try {
    const inventory = await world.moveLayer(source, { begin: () => readLayer(layer, readers), onProgress }, signal);
    log.progress({ layer, of, state: 'done', bytes: size });
    return { layer: { ...layer, diffID: inventory.diffID, size }, inventory };
  } catch (error) {
    const unread = unreadLayer(layer, error);
    if (unread === undefined) throw error;
    log.warning(`${unread.gap.subject}: ${unread.gap.reason}.`);
    return { ...unread, inventory: emptyInventory(unread.layer.diffID) };
  }
}
