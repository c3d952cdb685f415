import type { Dispatcher } from 'undici';
import type { CachedFile, FileCache } from '../model/cache.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { plainAddress } from './address.ts';
import { copyKey, findCopy, keepCopy } from './copy.ts';
import { FeedFault } from './fault.ts';
import type { Document, DocumentOptions, OpenDocument } from './feeds/feed.ts';
import { discard, type Held, type Transfer, transfer } from './transfer.ts';

/** What fetching needs of the world. */
export interface DocumentPorts {
  /** The connections to the host of an address, and to wherever it sends us. */
  dispatcherTo(host: string): Dispatcher;
  readonly cache: FileCache;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DocumentRequest extends DocumentOptions {
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** Attempts that bring nothing forward, the first included. */
const ATTEMPTS = 5;
/** Bytes that make an attempt one that brought something forward, though it broke off. */
const PROGRESS = 1024 * 1024;
/** Milliseconds before the second attempt; doubled for each further one. */
const FIRST_WAIT = 1000;
/** Milliseconds that a server may ask us to wait, at the most. */
const LONGEST_WAIT = 60_000;
/** Bytes. The whole of OSV is about a gigabyte, and a feed is a part of it. */
const LARGEST = 2 * 1024 ** 3;
const DAY = 24 * 60 * 60 * 1000;

/** Opens the documents of one run, each address once. */
export function createDocuments(ports: DocumentPorts, signal: AbortSignal): OpenDocument {
  const opened = new Map<string, Promise<Document>>();
  return (url, options = {}) => {
    const document = opened.get(url.href) ?? fetchDocument({ ...options, url, signal }, ports);
    opened.set(url.href, document);
    return document;
  };
}

/**
 * Fetches a document, or has the server confirm the copy at hand. A server that cannot be reached is an outage where there is a copy.
 * Throws `ADVISORIES_UNAVAILABLE` where there is none or where the server has no such document, and `DISK_FULL`.
 */
export async function fetchDocument(ask: DocumentRequest, ports: DocumentPorts): Promise<Document> {
  const key = copyKey(ask.keptAs ?? ask.url);
  const { verify = accept } = ask;
  const copy = ask.fleeting === true ? undefined : await findCopy(key, verify, ports);
  const result = await attempts(ask, copy, ports).catch((error: unknown) => {
    if (error instanceof FeedFault) return error;
    throw error;
  });
  if (result instanceof FeedFault) {
    if (copy === undefined) throw unavailable(result, ask);
    return { ...toDocument(ask, copy), outage: outageOf(result, copy, ports) };
  }
  if (result.kind === 'fetched') {
    return toDocument(ask, ask.fleeting === true ? result.file : await keepCopy(key, result.file, ports));
  }
  if (copy === undefined) throw new Error('only a copy that was asked about can be unchanged');
  return { ...toDocument(ask, copy), revalidated: true };
}

/** Attempts, each from the stable address. One that got a good piece further than any before counts as the first. */
async function attempts(ask: DocumentRequest, known: CachedFile | undefined, ports: DocumentPorts): Promise<Transfer> {
  const { cache, clock, log } = ports;
  const { url, signal, verify = accept, largest = LARGEST, isText = false } = ask;
  const dispatcher = ports.dispatcherTo(url.host);
  const request = { url, known, isText, largest, verify, dispatcher, signal, scratch: () => cache.scratch() };
  const held: Held = { part: undefined };
  let furthest = 0;
  let vain = 0;
  try {
    for (;;) {
      try {
        return await transfer(request, held);
      } catch (error) {
        signal.throwIfAborted();
        const reached = held.part?.bytes ?? 0;
        vain = reached >= furthest + PROGRESS ? 1 : vain + 1;
        furthest = Math.max(furthest, reached);
        if (!(error instanceof FeedFault) || !error.passing || vain >= ATTEMPTS) throw error;
        log.notice(`The ${nameOf(ask)} could not be fetched and are asked for again: ${error.message}`);
        await clock.sleep(waitBefore(vain + 1, error), signal);
      }
    }
  } finally {
    await discard(held);
  }
}

/** What nobody can tell by the look of it. */
function accept(): Promise<void> {
  return Promise.resolve();
}

function waitBefore(attempt: number, fault: FeedFault): number {
  const wait = FIRST_WAIT * 2 ** (attempt - 2);
  return Math.min(Math.max(wait, fault.retryAfter ?? 0), LONGEST_WAIT);
}

function toDocument({ url }: DocumentRequest, file: CachedFile): Document {
  const modified = Date.parse(file.modified ?? '');
  return {
    path: file.path,
    url: plainAddress(url),
    ...(file.etag === undefined ? {} : { etag: file.etag }),
    ...(Number.isNaN(modified) ? {} : { modified: new Date(modified).toISOString() }),
    revalidated: false,
  };
}

function nameOf({ title, url }: DocumentRequest): string {
  return title ?? `advisories at ${plainAddress(url)}`;
}

function unavailable(fault: FeedFault, ask: DocumentRequest): ScanError {
  const message = `The ${nameOf(ask)} could not be fetched from ${plainAddress(ask.url)}: ${fault.message}.`;
  return new ScanError('ADVISORIES_UNAVAILABLE', message, {
    hint: 'Check that the server can be reached from here (HTTPS_PROXY, a firewall), or point osv-url or feed-urls at a mirror.',
    cause: fault,
  });
}

function outageOf(fault: FeedFault, copy: CachedFile, { clock }: DocumentPorts): string {
  return `the server did not give them (${fault.message}), so a cached copy ${ageOf(copy, clock)} was used`;
}

function ageOf(file: CachedFile, clock: Clock): string {
  const modified = Date.parse(file.modified ?? '');
  if (Number.isNaN(modified)) return 'of unknown age';
  const days = Math.max(0, Math.floor((clock.wall() - modified) / DAY));
  return `from ${new Date(modified).toISOString()}, ${days === 1 ? '1 day' : `${String(days)} days`} old,`;
}
