import type { AdvisoryRequest } from '../model/request.ts';
import { fetchFromApi } from './api/index.ts';
import { findInDatabase } from './database/finding.ts';
import { createDocuments } from './document.ts';
import type { FeedQuery } from './errand.ts';
import { readExploitation } from './exploitation.ts';
import type { FindPorts, FindQuery, FoundAdvisories } from './found.ts';
import { type AdvisoryResult, fetchAdvisories } from './index.ts';

/** Finds the advisories as the request says: in a database, and then no feed is asked; through OSV's API; or in the feeds themselves. */
export async function findAdvisories(query: FindQuery, request: AdvisoryRequest, ports: FindPorts): Promise<FoundAdvisories> {
  const open = createDocuments(
    { ...ports, dispatcherTo: (host) => ports.dispatcherTo?.(host) ?? ports.dispatcher },
    query.signal,
  );
  if (request.database !== undefined)
    return await findInDatabase(query, { ...request, database: request.database }, { ...ports, open });
  const { index, gaps } =
    request.apiUrl === undefined
      ? await fromFeeds(query, request, ports)
      : await fromApi(query, { ...request, apiUrl: request.apiUrl }, ports);
  return {
    index,
    gaps: () => gaps,
    keyedBy: () => undefined,
    exploitation: async (cves) => await readExploitation(cves, { ...request, signal: query.signal }, { open, log: ports.log }),
    [Symbol.dispose]: () => undefined,
  };
}

async function fromFeeds({ feeds, signal }: FindQuery, request: AdvisoryRequest, ports: FindPorts): Promise<AdvisoryResult> {
  const { osvUrl, feedUrls } = request;
  // What a server says is the newest there is, is not too old, however long nothing was added to it.
  return await fetchAdvisories({ feeds, osvUrl, feedUrls, signal }, ports);
}

/** What OSV has comes from its API; of what it does not have, the feeds are asked. */
async function fromApi(
  { feeds, signal }: FindQuery,
  request: AdvisoryRequest & { readonly apiUrl: string },
  ports: FindPorts,
): Promise<AdvisoryResult> {
  const inOsv = feeds.flatMap((feed) => (feed.folder === undefined ? [] : [{ ...feed, folder: feed.folder }]));
  const beside = feeds.flatMap(withoutOsv);
  const asked = await fetchFromApi({ apiUrl: request.apiUrl, feeds: inOsv, signal }, ports);
  if (beside.length === 0) return asked;
  const own = await fromFeeds({ feeds: beside, signal }, request, ports);
  return {
    index: {
      find: (ecosystem, name) => [...asked.index.find(ecosystem, name), ...own.index.find(ecosystem, name)],
      sources: [...asked.index.sources, ...own.index.sources],
    },
    gaps: [...asked.gaps, ...own.gaps],
  };
}

/** What is asked of the feeds beside OSV alone; nothing where there are none. */
function withoutOsv({ others = [], ecosystems, names, nameOf, packages }: FeedQuery): readonly FeedQuery[] {
  if (others.length === 0) return [];
  return [
    { others, ecosystems, names, ...(nameOf === undefined ? {} : { nameOf }), ...(packages === undefined ? {} : { packages }) },
  ];
}
