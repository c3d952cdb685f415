import * as v from 'valibot';
import { documentAddress } from '../address.ts';
import { messageOf } from '../fault.ts';
import { type ApiPorts, exchange, unavailable } from './exchange.ts';

/** A package that is asked about. Its version is not sent: what affects it, we judge ourselves, by the whole of each record. */
export interface PackageQuery {
  /** With its release: `Debian:12`. */
  readonly ecosystem: string;
  readonly name: string;
}

/** A record that speaks of a package that was asked about. */
export interface Listed {
  readonly id: string;
  /** RFC 3339, as the API wrote it. */
  readonly modified: string;
}

/** What the API has of the packages. */
export interface Listing {
  /** By the records' ids. */
  readonly records: ReadonlyMap<string, Listed>;
  /** Queries that the API did not take. */
  readonly refused: readonly PackageQuery[];
}

/** Where the API is. */
export interface Asked {
  /** Its address, without a trailing slash: `https://api.osv.dev`. */
  readonly apiUrl: string;
  readonly signal: AbortSignal;
}

interface Paged extends PackageQuery {
  readonly token?: string;
  /** 1 is the first. */
  readonly page?: number;
}

const PLACE = 'v1/querybatch';

/** How many queries one question may hold: https://google.github.io/osv.dev/post-v1-querybatch/ */
const MOST_QUERIES = 1000;
/** Questions that may go into finding which queries of an ecosystem are not taken. */
const SEARCHES = 24;
/** Pages of one package, of some thousand records each. */
const MOST_PAGES = 100;

/** They become parts of an address and of a line. */
const ID = /^[^\s/]{1,300}$/;
const TIME = /^[\w:.+-]{1,60}$/;

const answerSchema = v.object({
  results: v.array(
    v.nullish(
      v.object({
        vulns: v.nullish(
          v.array(v.object({ id: v.pipe(v.string(), v.regex(ID)), modified: v.pipe(v.string(), v.regex(TIME)) })),
          [],
        ),
        next_page_token: v.nullish(v.string()),
      }),
    ),
  ),
});

type Result = v.InferOutput<typeof answerSchema>['results'][number];

/**
 * Asks which records speak of the packages, one ecosystem after the other, because a query that the API does not take costs all that are
 * asked with it. Throws `ADVISORIES_UNAVAILABLE` where the API does not answer, or not in the published form.
 */
export async function listRecords(queries: readonly PackageQuery[], asked: Asked, ports: ApiPorts): Promise<Listing> {
  const records = new Map<string, Listed>();
  const refused: PackageQuery[] = [];
  for (const [, own] of Map.groupBy(queries, ({ ecosystem }) => ecosystem)) {
    let searches = SEARCHES;
    const waiting = inBatches<Paged>(own, MOST_QUERIES);
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const results = await ask(batch, asked, ports);
      if (results !== undefined) {
        for (const listed of results.flatMap((result) => result?.vulns ?? [])) records.set(listed.id, listed);
        waiting.push(...inBatches(nextPages(batch, results, asked), MOST_QUERIES));
      } else if (batch.length > 1 && searches > 0) {
        searches -= 1;
        waiting.unshift(...inBatches(batch, Math.ceil(batch.length / 2)));
      } else refused.push(...batch.map(({ ecosystem, name }) => ({ ecosystem, name })));
    }
  }
  return { records, refused };
}

/** Undefined where the API does not take the queries. */
async function ask(batch: readonly Paged[], { apiUrl, signal }: Asked, ports: ApiPorts): Promise<readonly Result[] | undefined> {
  const url = documentAddress(apiUrl, PLACE);
  const queries = batch.map(({ ecosystem, name, token }) => ({
    package: { ecosystem, name },
    ...(token === undefined ? {} : { page_token: token }),
  }));
  const answered = await exchange({ url, body: JSON.stringify({ queries }), signal }, ports);
  if ('refused' in answered) {
    if (answered.refused === 404) throw unavailable(url, new Error('there is no such API'));
    return undefined;
  }
  const results = resultsIn(answered.text, url);
  if (results.length !== batch.length) {
    throw unavailable(url, new Error(`it gave ${String(results.length)} results for ${String(batch.length)} queries`));
  }
  return results;
}

function resultsIn(text: string, url: URL): readonly Result[] {
  try {
    return v.parse(answerSchema, JSON.parse(text)).results;
  } catch (error) {
    throw unavailable(url, new Error(`its answer is not in the published form (${messageOf(error)})`));
  }
}

/** What has more than was given at once is asked for the rest, and nothing else is. */
function nextPages(batch: readonly Paged[], results: readonly Result[], { apiUrl }: Asked): readonly Paged[] {
  return batch.flatMap((query, at) => {
    const token = results[at]?.next_page_token ?? '';
    if (token === '') return [];
    const page = (query.page ?? 1) + 1;
    if (page > MOST_PAGES) {
      throw unavailable(documentAddress(apiUrl, PLACE), new Error(`its pages of ${query.name} do not end`));
    }
    return [{ ecosystem: query.ecosystem, name: query.name, token, page }];
  });
}

function inBatches<Query>(queries: readonly Query[], size: number): (readonly Query[])[] {
  return Array.from({ length: Math.ceil(queries.length / size) }, (_, at) => queries.slice(at * size, (at + 1) * size));
}
