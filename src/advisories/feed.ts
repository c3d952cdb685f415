import pRetry from 'p-retry';
import type { Dispatcher } from 'undici';
import type { AdvisorySource } from '../model/advisory.ts';
import type { CachedFile, FileCache } from '../model/cache.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Gap } from '../model/report.ts';
import { feedAddress, plainAddress } from './address.ts';
import type { Archive } from './archive.ts';
import { type Copy, copyKey, findCopy, keepCopy } from './copy.ts';
import { FeedFault } from './fault.ts';
import { type Transfer, transfer } from './transfer.ts';

/** What fetching needs of the world. */
export interface AdvisoryPorts {
  readonly dispatcher: Dispatcher;
  readonly cache: FileCache;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FeedRequest {
  /** Where the OSV export lies, without a trailing slash. */
  readonly osvUrl: string;
  /** The feed's folder in it: `Debian`. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A feed that is at hand, its central directory read. */
export interface Feed {
  readonly archive: Archive;
  readonly source: AdvisorySource;
  /** Why it may not be the newest. */
  readonly gap?: Gap;
}

const RETRIES = 4;
/** Milliseconds before the second attempt; doubled for each further one. */
const FIRST_WAIT = 1000;
/** Milliseconds that a server may ask us to wait, at the most. */
const LONGEST_WAIT = 60_000;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Fetches a feed, or has the server confirm the copy at hand. A server that cannot be reached is a gap where there is a copy.
 * Throws `ADVISORIES_UNAVAILABLE` where there is none or where the server has no such feed, `DISK_FULL`, and `USAGE` where the
 * address cannot be used.
 */
export async function fetchFeed(ask: FeedRequest, ports: AdvisoryPorts): Promise<Feed> {
  const url = feedAddress(ask.osvUrl, ask.folder);
  const key = copyKey(ask.folder, url);
  const copy = await findCopy(key, ports);
  const result = await attempts(ask, copy?.file, ports).catch((error: unknown) => {
    if (error instanceof FeedFault) return error;
    throw error;
  });
  if (result instanceof FeedFault) {
    if (copy === undefined) throw unavailable(result, ask, url);
    return { ...toFeed(ask, url, copy), gap: outage(result, ask, copy, ports) };
  }
  if (result.kind === 'fetched') return toFeed(ask, url, await keepCopy(key, result, ports));
  if (copy === undefined) throw new Error('only a copy that was asked about can be unchanged');
  const feed = toFeed(ask, url, copy);
  return { ...feed, source: { ...feed.source, revalidated: true } };
}

/** Attempts, each from the stable address. The waits are ours and not p-retry's, so that a test owns the time. */
function attempts(ask: FeedRequest, known: CachedFile | undefined, ports: AdvisoryPorts): Promise<Transfer> {
  const { cache, clock, dispatcher, log } = ports;
  const { signal } = ask;
  const url = feedAddress(ask.osvUrl, ask.folder);
  return pRetry(() => transfer({ url, known, scratch: () => cache.scratch(), dispatcher, signal }), {
    retries: RETRIES,
    minTimeout: 0,
    signal,
    shouldRetry: ({ error }) => mayPass(error),
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (!mayPass(error) || retriesLeft === 0) return;
      log.notice(`The ${ask.folder} advisories could not be fetched and are asked for again: ${error.message}`);
      await clock.sleep(waitBefore(attemptNumber + 1, error), signal);
    },
  });
}

function mayPass(error: Error): error is FeedFault {
  return error instanceof FeedFault && error.passing;
}

function waitBefore(attempt: number, fault: FeedFault): number {
  const wait = FIRST_WAIT * 2 ** (attempt - 2);
  return Math.min(Math.max(wait, fault.retryAfter ?? 0), LONGEST_WAIT);
}

function toFeed(ask: FeedRequest, url: URL, { file, archive }: Copy): Feed {
  const modified = Date.parse(file.modified ?? '');
  return {
    archive,
    source: {
      feed: ask.folder,
      url: plainAddress(url),
      ...(file.etag === undefined ? {} : { etag: file.etag }),
      ...(Number.isNaN(modified) ? {} : { modified: new Date(modified).toISOString() }),
      records: archive.entries.length,
      revalidated: false,
    },
  };
}

function unavailable(fault: FeedFault, ask: FeedRequest, url: URL): ScanError {
  const message = `The ${ask.folder} advisories could not be fetched from ${plainAddress(url)}: ${fault.message}.`;
  return new ScanError('ADVISORIES_UNAVAILABLE', message, {
    hint: 'Check that the server can be reached from here (HTTPS_PROXY, a firewall), or point osv-url at a mirror.',
    cause: fault,
  });
}

function outage(fault: FeedFault, ask: FeedRequest, copy: Copy, { clock, log }: AdvisoryPorts): Gap {
  const subject = `${ask.folder} advisories`;
  const reason = `the server did not give them (${fault.message}), so a cached copy ${ageOf(copy.file, clock)} was used`;
  log.warning(`${subject}: ${reason}.`);
  return { subject, reason };
}

function ageOf(file: CachedFile, clock: Clock): string {
  const modified = Date.parse(file.modified ?? '');
  if (Number.isNaN(modified)) return 'of unknown age';
  const days = Math.max(0, Math.floor((clock.wall() - modified) / DAY));
  return `from ${new Date(modified).toISOString()}, ${days === 1 ? '1 day' : `${String(days)} days`} old,`;
}
