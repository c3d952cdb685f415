import { readFile } from 'node:fs/promises';
import { databaseLayer } from './advisories/database/artifact.ts';
import { createDocuments } from './advisories/document.ts';
import { findAdvisories } from './advisories/finding.ts';
import type { FindQuery, FoundAdvisories } from './advisories/found.ts';
import { pullArtifact } from './artifact.ts';
import { type Connections, openConnections } from './connections.ts';
import type { MoveBlob } from './image.ts';
import type { BlobSource } from './model/blob.ts';
import type { FileCache } from './model/cache.ts';
import type { Clock } from './model/clock.ts';
import type { LayerProgress, Log } from './model/log.ts';
import { normalisePlatform, type Platform } from './model/platform.ts';
import { apiHost, parseReference } from './model/reference.ts';
import type { FetchCounters } from './model/report.ts';
import type { ScanRequest } from './model/request.ts';
import { download } from './registry/download.ts';
import { createMeter } from './registry/meter.ts';
import { acrossMirrors } from './registry/mirrored.ts';
import type { Relief } from './slots.ts';
import { openRepository, type OpenTarget, openTarget } from './target.ts';

/** Everything that a scan reaches outside of itself. */
export interface World extends AsyncDisposable {
  readonly clock: Clock;
  readonly log: Log;
  /** The platform of this machine, for images that are offered for several. */
  readonly runner: Platform;
  /** What makes the slots fewer while a registry asks for patience. */
  readonly relief: Relief;
  /** Opens what the request asks for. */
  open(signal: AbortSignal): Promise<OpenTarget>;
  /** Moves a small document, uncounted. */
  readonly moveBlob: MoveBlob;
  /** Moves a layer, counted and told of. */
  moveLayer<Result>(source: BlobSource, move: LayerMove<Result>, signal: AbortSignal): Promise<Result>;
  findAdvisories(query: FindQuery): Promise<FoundAdvisories>;
  /** Reads a publisher's document, kept and revalidated like advisories; undefined where a run asks nobody. */
  readDocument(
    document: { readonly id: string; readonly title: string; readonly url: string },
    signal: AbortSignal,
  ): Promise<string | undefined>;
  fetched(): FetchCounters;
}

/** Bytes. */
const LARGEST_DOCUMENT = 64 * 1024 * 1024;

export interface LayerMove<Result> {
  readonly begin: Parameters<typeof download<Result>>[1];
  readonly onProgress: (progress: Pick<LayerProgress, 'bytes' | 'state'>) => void;
}

export interface WorldOptions {
  readonly request: ScanRequest;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly cache: FileCache;
}

/** The ports of a real run, for the Action and the command line alike. Throws `USAGE` where they cannot be made. */
export function createWorld(options: WorldOptions): World {
  const { request, environment, clock, log, cache } = options;
  const connections = openConnections({ request, environment, clock, log });
  const { target } = request;
  // An archive's blobs are never elsewhere; its download only speaks with nobody.
  const get = connections.getFrom(target.kind === 'registry' ? apiHost(target.reference.registry) : 'localhost');
  const meter = createMeter();
  const opening = { request, environment, clock, log, connections };
  const moveBlob: MoveBlob = (blob, begin, signal) => download(blob, begin, { get, clock, meter: createMeter(), signal });

  async function pull(text: string, signal: AbortSignal): Promise<string> {
    const reference = parseReference(text);
    const from = connections.getFrom(apiHost(reference.registry));
    return await pullArtifact(openRepository(reference, opening), reference, {
      moveBlob: (blob, begin, stop) => download(blob, begin, { get: from, clock, meter: createMeter(), signal: stop }),
      choose: (manifest) => databaseLayer(manifest, text),
      scratch: () => cache.scratch(),
      signal,
    });
  }

  return {
    clock,
    log,
    runner: runnerPlatform(),
    relief: { clock, onPressure: (listener) => connections.gate.onPressure(listener) },
    open: async (signal) => await openTarget(opening, signal),
    moveBlob,
    moveLayer: async (source, { begin, onProgress }, signal) => {
      const told = (bytes: number, resumed: boolean): void => onProgress({ bytes, state: resumed ? 'resuming' : 'fetching' });
      return await acrossMirrors(source, () => download(source, begin, { get, clock, meter, onProgress: told, signal }));
    },
    findAdvisories: async (query) => {
      const dispatcher = connections.dispatcherTo(new URL(request.advisories.osvUrl).host);
      const dispatcherTo: Connections['dispatcherTo'] = (host) => connections.dispatcherTo(host);
      return await findAdvisories(query, request.advisories, { dispatcher, dispatcherTo, cache, clock, log, pull });
    },
    readDocument: async ({ id, title, url }, signal) => {
      const { database, feedUrls } = request.advisories;
      if (database !== undefined) return undefined;
      const open = createDocuments({ dispatcherTo: (host) => connections.dispatcherTo(host), cache, clock, log }, signal);
      const { path } = await open(new URL(feedUrls[id] ?? url), { title, largest: LARGEST_DOCUMENT, isText: true });
      return await readFile(path, 'utf8');
    },
    fetched: () => meter.counters(),
    [Symbol.asyncDispose]: () => connections[Symbol.asyncDispose](),
  };
}

/** Images are made for Linux wherever this runs; the architecture is the machine's. */
function runnerPlatform(): Platform {
  return normalisePlatform({ os: 'linux', architecture: process.arch });
}
