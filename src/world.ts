import { Agent } from 'undici';
import { type AdvisoryQuery, type AdvisoryResult, fetchAdvisories } from './advisories/index.ts';
import type { ImageSource, MoveBlob } from './image.ts';
import type { FileCache } from './model/cache.ts';
import type { Clock } from './model/clock.ts';
import type { Layer } from './model/image.ts';
import type { LayerProgress, Log } from './model/log.ts';
import type { Platform } from './model/platform.ts';
import { normalisePlatform } from './model/platform.ts';
import type { FetchCounters } from './model/report.ts';
import type { ScanRequest } from './model/request.ts';
import { createAuthorizer } from './registry/auth.ts';
import { createClient } from './registry/client.ts';
import { findCredentials } from './registry/credentials.ts';
import { download, type DownloadOptions } from './registry/download.ts';
import { createMeter } from './registry/meter.ts';
import { createTransport } from './registry/transport.ts';

/** Everything that a scan reaches outside of itself. */
export interface World extends AsyncDisposable {
  readonly clock: Clock;
  readonly log: Log;
  /** The platform of this machine, for images that are offered for several. */
  readonly runner: Platform;
  readonly source: ImageSource;
  /** Moves a small document, uncounted. */
  readonly moveBlob: MoveBlob;
  /** Moves a layer, counted and told of. */
  moveLayer<Result>(layer: Layer, move: LayerMove<Result>, signal: AbortSignal): Promise<Result>;
  fetchAdvisories(query: AdvisoryQuery): Promise<AdvisoryResult>;
  fetched(): FetchCounters;
}

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

const CONNECT_TIMEOUT = 15_000;

/** The ports of a real run, for the Action and the command line alike. */
export function createWorld({ request, environment, clock, log, cache }: WorldOptions): World {
  // Connections are kept for a breath only: a load balancer may have closed an older one already.
  const dispatcher = new Agent({ connect: { timeout: CONNECT_TIMEOUT }, keepAliveTimeout: 4_000 });
  const get = createTransport(dispatcher);
  const { registry, repository } = request.reference;
  const authorizer = createAuthorizer({
    registry,
    repository,
    credentials: async () => {
      const credentials = await findCredentials(registry, repository, {
        ...(request.credentials === undefined ? {} : { given: request.credentials }),
        ...(request.dockerConfigDir === undefined ? {} : { dockerConfigDir: request.dockerConfigDir }),
        environment,
      });
      if (credentials !== undefined) log.secret(credentials.password);
      return credentials;
    },
    get,
    clock,
    onSecret: (secret) => log.secret(secret),
  });
  const source = createClient({ reference: request.reference, get, authorizer, clock });
  const meter = createMeter();
  const common = { get, clock } satisfies Partial<DownloadOptions>;
  return {
    clock,
    log,
    runner: runnerPlatform(),
    source,
    moveBlob: (blob, begin, signal) => download(blob, begin, { ...common, meter: createMeter(), signal }),
    moveLayer: (layer, { begin, onProgress }, signal) =>
      download(source.blob(layer.descriptor), begin, {
        ...common,
        meter,
        onProgress: (bytes, resumed) => onProgress({ bytes, state: resumed ? 'resuming' : 'fetching' }),
        signal,
      }),
    fetchAdvisories: (query) => fetchAdvisories(query, { dispatcher, cache, clock, log }),
    fetched: () => meter.counters(),
    // Connections that are kept would keep the process.
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

/** Images are made for Linux wherever this runs; the architecture is the machine's. */
function runnerPlatform(): Platform {
  return normalisePlatform({ os: 'linux', architecture: process.arch });
}
