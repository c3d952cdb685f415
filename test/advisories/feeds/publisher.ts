import { Agent } from 'undici';
import { createDocuments } from '../../../src/advisories/document.ts';
import type { Feed, FeedRecord } from '../../../src/advisories/feeds/feed.ts';
import type { Wanted } from '../../../src/advisories/osv.ts';
import { type TemporaryCache, temporaryCache } from '../../support/cache.ts';
import { fakeClock } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { reply, serve } from '../../support/server.ts';

/** A publisher of documents on loopback. */
export interface Publisher extends AsyncDisposable {
  readonly url: string;
  /** `/v3.18/main.json`, in order. */
  readonly requests: string[];
  readonly cache: TemporaryCache;
  /** What is published, by its path. A test may change it. */
  readonly documents: Map<string, Buffer | string>;
  /** What a feed tells that is pointed here; of everything where no ecosystems are named. */
  ask(
    feed: Feed,
    wanted: { readonly ecosystems?: readonly string[]; readonly names?: readonly string[] },
  ): Promise<readonly FeedRecord[]>;
}

/** Says yes to everything. */
const ALL: Wanted['names'] = { has: () => true };

export async function publisher(
  documents: Readonly<Record<string, Buffer | string>> | ((url: string) => Readonly<Record<string, Buffer | string>>),
): Promise<Publisher> {
  const requests: string[] = [];
  const published = new Map<string, Buffer | string>();
  const server = await serve((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    requests.push(path);
    const document = published.get(path);
    if (document === undefined) reply(response, 404);
    else response.writeHead(200, { etag: `"${path}"` }).end(document);
  });
  const made = typeof documents === 'function' ? documents(server.origin) : documents;
  for (const [path, document] of Object.entries(made)) published.set(path, document);
  const cache = await temporaryCache();
  const dispatcher = new Agent();
  return {
    url: server.origin,
    requests,
    cache,
    documents: published,
    async ask(feed, { ecosystems, names }) {
      const { signal } = new AbortController();
      const ports = { dispatcherTo: () => dispatcher, cache, clock: fakeClock(), log: recordedLog() };
      const wanted = {
        ecosystems: ecosystems === undefined ? ALL : new Set(ecosystems),
        names: names === undefined ? ALL : new Set(names),
      };
      const asked = ecosystems === undefined ? {} : { ecosystems };
      const question = { url: server.origin, wanted, ...asked, open: createDocuments(ports, signal), signal };
      return await Array.fromAsync(feed.read(question));
    },
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy();
      await server[Symbol.asyncDispose]();
      await cache[Symbol.asyncDispose]();
    },
  };
}

/** `CVE-2024-1 in Alpine:v3.18 curl`, whatever publisher's prefix stands before it, or why a record could not be read. */
export function linesOf(records: readonly FeedRecord[]): readonly string[] {
  return records.flatMap((record) =>
    'unread' in record
      ? [`unread: ${record.unread}`]
      : record.advisory.affected.map(
          ({ ecosystem, name }) => `${record.advisory.id.replace(/^.*(?=CVE-)/, '')} in ${ecosystem} ${name}`,
        ),
  );
}
