import type { Gap } from '../../model/report.ts';
import type { AdvisoryRequest, DatabaseRequest } from '../../model/request.ts';
import { openClairDatabase } from '../clair/index.ts';
import { isClairDatabase } from '../clair/recognise.ts';
import { unpackedDatabase } from '../clair/unpack.ts';
import type { FeedQuery } from '../errand.ts';
import type { OpenDocument } from '../feeds/feed.ts';
import type { FindPorts, FindQuery, FoundAdvisories } from '../found.ts';
import { answerFrom } from './answer.ts';
import { fetchDatabase } from './download.ts';
import { openDatabase } from './reader.ts';

interface DatabasePorts extends FindPorts {
  readonly open: OpenDocument;
}

/**
 * Finds advisories in a database, our own or one of Clair's, and asks no feed. Throws `DATABASE_UNUSABLE`, and what fetching a database
 * throws.
 */
export async function findInDatabase(
  query: FindQuery,
  request: AdvisoryRequest & { readonly database: DatabaseRequest },
  ports: DatabasePorts,
): Promise<FoundAdvisories> {
  const { signal } = query;
  const { path: packed, outage } = await locate(request.database, ports, signal);
  const path = await unpackedDatabase(packed, { scratch: () => ports.cache.scratch(), signal });
  const outdated: readonly Gap[] = outage === undefined ? [] : [{ subject: 'the advisory database', reason: outage }];
  if (await isClairDatabase(path)) return await openClair(path, query, outdated);
  const database = await openDatabase(path);
  try {
    const maxAge = request.maxAge === undefined ? {} : { maxAge: request.maxAge };
    const { index, gaps } = answerFrom(database, { feeds: query.feeds, ...maxAge }, ports);
    return {
      index,
      gaps: () => [...outdated, ...gaps],
      keyedBy: () => undefined,
      exploitation: (cves) => {
        if (cves.size > 0) ports.log.notice('The database tells nothing of exploitation, so fail-on: kev finds nothing by it.');
        return Promise.resolve(new Map());
      },
      [Symbol.dispose]: () => database[Symbol.dispose](),
    };
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
}

async function locate(
  database: DatabaseRequest,
  ports: DatabasePorts,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly outage?: string }> {
  if (database.kind === 'file') return { path: database.path };
  return await fetchDatabase(database.url, { open: ports.open, pull: async (reference) => await ports.pull(reference, signal) });
}

async function openClair(path: string, { feeds }: FindQuery, outdated: readonly Gap[]): Promise<FoundAdvisories> {
  const clair = await openClairDatabase(path, { ecosystems: feeds.flatMap(({ ecosystems }) => ecosystems) });
  const unknown = feeds.filter(({ ecosystems }) => ecosystems.every((ecosystem) => clair.keyedBy(ecosystem) === undefined));
  return {
    index: clair,
    gaps: () => [...outdated, ...unknown.map(unjudgedBy), ...clair.gaps()],
    keyedBy: (ecosystem) => clair.keyedBy(ecosystem),
    exploitation: (cves) =>
      Promise.resolve(
        new Map(
          [...clair.enrichmentsOf(cves)].flatMap(([cve, { exploitation }]) =>
            exploitation === undefined ? [] : [[cve, exploitation]],
          ),
        ),
      ),
    [Symbol.dispose]: () => clair[Symbol.dispose](),
  };
}

/** A database that holds nothing of an ecosystem says nothing of its packages, and that is no good news. */
function unjudgedBy({ folder, ecosystems, packages, names }: FeedQuery): Gap {
  const count = packages ?? names.size;
  return {
    subject: `${count} ${count === 1 ? 'package' : 'packages'}`,
    reason: `the advisory database holds nothing of ${folder ?? ecosystems.join(', ')}`,
  };
}
