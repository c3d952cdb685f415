import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Agent, type Dispatcher } from 'undici';
import { documentAddress } from '../../src/advisories/address.ts';
import { openArchive } from '../../src/advisories/archive.ts';
import { fetchDocument } from '../../src/advisories/document.ts';
import type { Document, DocumentOptions } from '../../src/advisories/feeds/feed.ts';
import type { ErrorCode } from '../../src/model/errors.ts';
import { type TemporaryCache, temporaryCache } from '../support/cache.ts';
import { fakeClock } from '../support/clock.ts';
import { recordedLog } from '../support/log.ts';
import { feedOf, osvServer } from '../support/osv.ts';

export const DEBIAN = feedOf({ id: 'DSA-1' }, { id: 'DSA-2' });

/** A server, a cache and a clock, with one way to fetch through them. */
export async function stage(feeds: Readonly<Record<string, Buffer>> = { Debian: DEBIAN }) {
  const server = await osvServer(feeds);
  const cache = await temporaryCache();
  const clock = fakeClock(Date.UTC(2026, 0, 13));
  const log = recordedLog();
  const dispatcher = new Agent();
  const verify = async (path: string) => {
    await openArchive(path).catch((error: Error) => {
      throw new Error(`is not a usable zip file: ${error.message}`);
    });
  };
  const fetch = (
    options: DocumentOptions & { place?: string; osvUrl?: string; signal?: AbortSignal; dispatcher?: Dispatcher } = {},
  ) =>
    fetchDocument(
      {
        url: documentAddress(options.osvUrl ?? server.url, options.place ?? 'Debian/all.zip'),
        signal: AbortSignal.timeout(20_000),
        title: 'Debian advisories',
        verify,
        ...options,
      },
      { dispatcherTo: () => options.dispatcher ?? dispatcher, cache, clock, log },
    );
  return {
    server,
    cache,
    clock,
    log,
    fetch,
    dispatcher,
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy();
      await server[Symbol.asyncDispose]();
      await cache[Symbol.asyncDispose]();
    },
  };
}

export function code(expected: ErrorCode, message = /./): object {
  return { name: 'ScanError', code: expected, message };
}

export async function assertWhole(document: Promise<Document>): Promise<void> {
  assert.deepEqual(await readFile((await document).path), DEBIAN);
}

export async function assertNothingLeft(cache: TemporaryCache): Promise<void> {
  assert.deepEqual(await cache.leftovers(), []);
}
