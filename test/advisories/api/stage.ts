import { Agent } from 'undici';
import { type ApiFeedQuery, type ApiResult, fetchFromApi } from '../../../src/advisories/api/index.ts';
import { temporaryCache } from '../../support/cache.ts';
import { fakeClock } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { type ApiRecord, osvApi, type OsvApiOptions } from '../../support/osv-api.ts';

export const MODIFIED = '2026-01-01T00:00:00Z';

/** A record of a vulnerability that every version has. */
export function record(id: string, name: string, ecosystem = 'Debian:12', given: object = {}): ApiRecord {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }];
  return {
    id,
    modified: MODIFIED,
    affected: [{ package: { ecosystem, name }, ranges } as ApiRecord['affected'][number]],
    ...given,
  };
}

/** What is wanted of Debian 12, where nothing else is said. */
export function wanting(names: readonly string[], given: Partial<ApiFeedQuery> = {}): ApiFeedQuery {
  return { folder: 'Debian', ecosystems: ['Debian:12'], names: new Set(names), ...given };
}

/** An API, a cache and a clock, with one way to ask through them. */
export async function stage(records: readonly ApiRecord[], options: OsvApiOptions = {}) {
  const api = await osvApi(records, options);
  const cache = await temporaryCache();
  const clock = fakeClock(Date.UTC(2026, 0, 13));
  const log = recordedLog();
  const dispatcher = new Agent();
  return {
    api,
    cache,
    clock,
    log,
    fetch: (feeds: readonly ApiFeedQuery[], given: { apiUrl?: string; signal?: AbortSignal } = {}) =>
      fetchFromApi(
        { apiUrl: api.origin, signal: AbortSignal.timeout(20_000), feeds, ...given },
        { dispatcherTo: () => dispatcher, cache, clock, log },
      ),
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy();
      await api[Symbol.asyncDispose]();
      await cache[Symbol.asyncDispose]();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof stage>>;

/** The advisories of a package. */
export function ids(result: ApiResult, name: string, ecosystem = 'Debian:12'): readonly string[] {
  return result.index
    .find(ecosystem, name)
    .map(({ id }) => id)
    .toSorted();
}

/** The records that were asked for. */
export function vulnsOf({ api }: Stage): readonly string[] {
  return api.requests.filter((request) => request.startsWith('GET')).toSorted();
}
