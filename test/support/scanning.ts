import { join } from 'node:path';
import { systemClock } from '../../src/host/clock.ts';
import type { OptionName } from '../../src/host/options.ts';
import { parseRequest } from '../../src/host/request.ts';
import type { Log } from '../../src/model/log.ts';
import type { Report } from '../../src/model/report.ts';
import { scan } from '../../src/scan.ts';
import { createWorld } from '../../src/world.ts';
import { temporaryCache } from './cache.ts';
import { recordedLog } from './log.ts';
import { besideText } from './osv.ts';

export interface ScanOptions {
  /** Options by the names that they have on the command line. */
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
  readonly log?: Log;
}

/** Scans as a run does, with everything real but the cache and the log. No configuration of this machine's user is read. */
export async function scanReal(reference: string, { options, log = recordedLog() }: ScanOptions): Promise<Report> {
  await using cache = await temporaryCache();
  const beside = options['osv-url'] === undefined ? {} : { 'feed-urls': besideText(options['osv-url']) };
  const given = { ...beside, ...options, format: 'json', 'image-ref': reference };
  const request = parseRequest((name) => given[name], { source: 'command line', formats: ['json'] });
  const environment = { DOCKER_CONFIG: join(cache.folder, 'none') };
  await using world = createWorld({ request, environment, clock: systemClock, log, cache });
  return await scan(request, world, new AbortController().signal);
}
