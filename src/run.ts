import { createFileCache } from './host/cache.ts';
import { systemClock } from './host/clock.ts';
import { cacheFolder, temporaryFolder } from './host/folders.ts';
import type { Log } from './model/log.ts';
import type { Report } from './model/report.ts';
import type { ScanRequest, UpdateRequest } from './model/request.ts';
import { scan } from './scan.ts';
import { update } from './update.ts';
import { type Attachment, readAttached } from './attached.ts';
import { openConnections } from './connections.ts';
import type { PublicationInputs } from './host/request/publication.ts';
import { type Publication, publish } from './publication.ts';
import { createWorld } from './world.ts';

export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A scan in the real world, which is opened for it and closed behind it. */
export async function runScan(request: ScanRequest, { environment, log, signal }: RunOptions): Promise<Report> {
  const folders = { folder: cacheFolder(environment), temporary: temporaryFolder(environment) };
  await using cache = createFileCache({ ...folders, clock: systemClock, log });
  await using world = createWorld({ request, environment, clock: systemClock, log, cache });
  return await scan(request, world, signal);
}

/** An update of a file of advisories; the sentence that tells what came of it. */
export async function runUpdate(request: UpdateRequest, { environment, log, signal }: RunOptions): Promise<string> {
  const folders = { folder: cacheFolder(environment), temporary: temporaryFolder(environment) };
  await using cache = createFileCache({ ...folders, clock: systemClock, log });
  const { sources, gaps } = await update(request, { environment, clock: systemClock, log, cache, signal });
  const records = sources.reduce((sum, source) => sum + source.records, 0);
  const feeds = `${sources.length} ${sources.length === 1 ? 'feed' : 'feeds'}`;
  const lacks = gaps.length === 0 ? '' : ' Not all could be had or read; see the warnings.';
  return `${request.file} holds ${records} records of ${feeds}.${lacks}`;
}

/** Shows a report on GitHub. */
export async function runPublication(
  report: Report,
  request: PublicationInputs & Pick<ScanRequest, 'caFile' | 'insecureRegistries'>,
  { environment, log, signal }: RunOptions,
): Promise<Publication> {
  await using connections = openConnections({ request, environment, clock: systemClock, log });
  return await publish(report, request, { environment, connections, clock: systemClock, log, signal });
}

/** What is attached to the image of a report, in the registry that it is in; nothing of an image on disk. */
export async function runAttached(
  { image }: Report,
  request: ScanRequest,
  { environment, log, signal }: RunOptions,
): Promise<readonly Attachment[]> {
  const { target } = request;
  if (target.kind !== 'registry') return [];
  const clock = systemClock;
  await using connections = openConnections({ request, environment, clock, log });
  return await readAttached(image, target.reference, { request, environment, clock, log, connections, signal });
}
