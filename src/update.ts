import { readFile } from 'node:fs/promises';
import { parseClairConfig } from './advisories/clair/config.ts';
import { updateDatabase, type UpdateResult } from './advisories/database/update.ts';
import { createDocuments } from './advisories/document.ts';
import { FEEDS } from './advisories/feeds/index.ts';
import { openConnections } from './connections.ts';
import { DISTRIBUTIONS, LANGUAGES } from './ecosystems/index.ts';
import type { FileCache } from './model/cache.ts';
import type { Clock } from './model/clock.ts';
import type { Log } from './model/log.ts';
import type { UpdateRequest } from './model/request.ts';
import { TOOL } from './model/tool.ts';

export interface UpdateWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly cache: FileCache;
  readonly signal: AbortSignal;
}

/** OSV itself is taken by its folders. */
const BESIDE = FEEDS.filter(({ id }) => id !== 'osv');

/** Builds a file of advisories, or brings it up to date. Throws what `updateDatabase` throws. */
export async function update(request: UpdateRequest, world: UpdateWorld): Promise<UpdateResult> {
  const { clock, log, cache, signal } = world;
  const { caFile } = request;
  await using connections = openConnections({
    request: { insecureRegistries: [], ...(caFile === undefined ? {} : { caFile }) },
    ...world,
  });
  const chosen = await chosenFeeds(request, log);
  const open = createDocuments({ dispatcherTo: (host) => connections.dispatcherTo(host), cache, clock, log }, signal);
  const ecosystems = request.ecosystems ?? chosen.ecosystems;
  return await log.group(`Advisories into ${request.file}`, async () => {
    return await updateDatabase(
      {
        file: request.file,
        reader: TOOL.version,
        osvUrl: chosen.feedUrls['osv'] ?? request.osvUrl,
        feeds: BESIDE.filter(({ id }) => chosen.feeds?.includes(id) ?? true),
        feedUrls: { ...chosen.feedUrls, ...request.feedUrls },
        ...(ecosystems === undefined ? {} : { ecosystems }),
        besideOf,
        nameOf,
        signal,
      },
      { open, clock, log, scratch: () => cache.scratch() },
    );
  });
}

interface Chosen {
  /** Undefined: all. */
  readonly feeds?: readonly string[];
  readonly feedUrls: Readonly<Record<string, string>>;
  readonly ecosystems?: readonly string[];
}

async function chosenFeeds({ clairConfig }: UpdateRequest, log: Log): Promise<Chosen> {
  if (clairConfig === undefined) return { feedUrls: {} };
  const { feeds, feedUrls, osvEcosystems, unknown } = parseClairConfig(await readFile(clairConfig, 'utf8'));
  for (const line of unknown) log.notice(`${clairConfig}: ${line}`);
  return { feeds, feedUrls, ...(osvEcosystems === undefined ? {} : { ecosystems: osvEcosystems }) };
}

/** The feeds beside OSV that speak of the distribution whose folder this is. */
function besideOf(folder: string): readonly string[] {
  return DISTRIBUTIONS.flatMap(({ title, feed }) => (feed.folder === folder || title === folder ? (feed.others ?? []) : []));
}

function nameOf(folder: string): ((name: string) => string) | undefined {
  const feed = LANGUAGES.find((language) => language.feed.folder === folder)?.feed;
  return feed?.nameOf === undefined ? undefined : (name) => feed.nameOf?.(name) ?? name;
}
