import { READERS } from './ecosystems/index.ts';
import { type Identity, identify, originOf, packagesIn } from './identity.ts';
import { openImage } from './image.ts';
import { overlay } from './layer/overlay.ts';
import { readLayer } from './layer/read.ts';
import { type JudgedPackage, matchPackages } from './match/match.ts';
import { unreadLayer } from './model/foreign.ts';
import type { Image, Layer, ReadImage, ReadLayer } from './model/image.ts';
import { emptyInventory, type LayerInventory } from './model/inventory.ts';
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
  const identity = identify(overlay(read.map(({ inventory }) => inventory)), image);
  const judged = await log.group('Advisories', async () => await judge(identity, scanned));
  return {
    tool: { name: TOOL.name, version: TOOL.version },
    image: {
      reference: target.text,
      name: target.imageName,
      digest: image.resolvedDigest,
      manifestDigest: image.digest,
      platform: image.platform,
      layers: image.layers.map((layer) => ({ ...originOf(layer), size: layer.size })),
    },
    ...(identity.release === undefined ? {} : { release: identity.release }),
    packages: identity.packages,
    findings: judged.findings,
    gaps: [...new Set(read.flatMap(({ gap }) => gap ?? [])), ...identity.gaps, ...judged.gaps],
    sources: judged.sources,
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

/** A slot first, then the question where the layer lies: an address that waits in a queue dies there. */
async function readLayers(image: Image, scanned: Scan): Promise<readonly LayerReading[]> {
  const distinct = new Map(image.layers.map((layer) => [layer.descriptor.digest, layer]));
  const read = await runInSlots([...distinct.values()], {
    slots: scanned.request.maxConcurrentLayers,
    run: async (layer, signal) => await readOne(layer, image.layers.length, { ...scanned, signal }),
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

async function readOne(layer: Layer, of: number, { world, target, signal }: Scan): Promise<LayerReading> {
  const { log } = world;
  const source = target.source.blob(layer.descriptor);
  let size = 0;
  const onProgress: LayerMove<LayerInventory>['onProgress'] = (progress) => {
    size = progress.bytes;
    log.progress({ layer, of, ...progress });
  };
  try {
    const inventory = await world.moveLayer(source, { begin: () => readLayer(layer, READERS), onProgress }, signal);
    log.progress({ layer, of, state: 'done', bytes: size });
    return { layer: { ...layer, diffID: inventory.diffID, size }, inventory };
  } catch (error) {
    const unread = unreadLayer(layer, error);
    if (unread === undefined) throw error;
    log.warning(`${unread.gap.subject}: ${unread.gap.reason}.`);
    return { ...unread, inventory: emptyInventory(unread.layer.diffID) };
  }
}

type Judgement = Pick<Report, 'findings' | 'gaps' | 'sources'>;

async function judge({ packages, release, ecosystem }: Identity, { request, world, signal }: Scan): Promise<Judgement> {
  const nothing: Judgement = { findings: [], gaps: [], sources: [] };
  if (release === undefined || ecosystem === undefined || packages.length === 0) return nothing;
  const { folder, keyedBy } = ecosystem.feed;
  const ecosystems = ecosystem.feed.ecosystems(release);
  if (ecosystems.length === 0) {
    const reason = `no advisories are published for ${release.prettyName}`;
    return { ...nothing, gaps: [{ subject: packagesIn(packages.length), reason }] };
  }
  const names = new Set(packages.flatMap(({ name, source }) => (source === undefined ? [name] : [name, source.name])));
  const query = { osvUrl: request.osvUrl, feeds: [{ folder, ecosystems, names }], signal };
  const advisories = await world.fetchAdvisories(query);
  const compare = ecosystem.versions.compare.bind(ecosystem.versions);
  const judged: readonly JudgedPackage[] = packages.map((pkg) => ({ package: pkg, ecosystems, keyedBy, compare }));
  const { findings, gaps } = matchPackages(judged, advisories.index);
  return { findings, gaps: [...advisories.gaps, ...gaps], sources: advisories.index.sources };
}
