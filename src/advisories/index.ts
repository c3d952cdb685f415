import type { Dispatcher } from 'undici';
import type { AdvisoryIndex } from '../model/advisory.ts';
import type { FileCache } from '../model/cache.ts';
import type { Clock } from '../model/clock.ts';
import type { Log } from '../model/log.ts';
import type { Gap } from '../model/report.ts';
import { createDocuments } from './document.ts';
import { type Errand, errandsOf, type FeedPlaces, type FeedQuery, unjudged } from './errand.ts';
import { lookupIn } from './lookup.ts';
import { sideBySide } from './pool.ts';
import { hear, type Testimony } from './testimony.ts';

export type { FeedQuery } from './errand.ts';

/** Which advisories are wanted: the feeds, and of each only what speaks of the packages in the image. */
export interface AdvisoryQuery extends FeedPlaces {
  readonly feeds: readonly FeedQuery[];
  /** Milliseconds; older advisories are a gap. */
  readonly maxAge?: number;
  readonly signal: AbortSignal;
}

/** What fetching advisories needs of the world. */
export interface AdvisoryPorts {
  readonly dispatcher: Dispatcher;
  /** The connections to a feed's host, where each has its own. */
  dispatcherTo?(host: string): Dispatcher;
  readonly cache: FileCache;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AdvisoryResult {
  readonly index: AdvisoryIndex;
  /** What of the feeds could not be had or read, or may be out of date. */
  readonly gaps: readonly Gap[];
}

/** An errand and what came of it. */
interface Heard {
  readonly errand: Errand;
  readonly testimony: Testimony;
}

/** Feeds that are fetched and read at a time. */
const SIDE_BY_SIDE = 3;

/**
 * Fetches the feeds and indexes what they say of the wanted packages. A feed that cannot be had is a gap; where not one can be had, throws
 * `ADVISORIES_UNAVAILABLE`, because an empty report would close every alert. Throws `DISK_FULL` and `USAGE` as well.
 */
export async function fetchAdvisories(query: AdvisoryQuery, ports: AdvisoryPorts): Promise<AdvisoryResult> {
  const { signal } = query;
  const { cache, clock, log } = ports;
  const dispatcherTo = (host: string): Dispatcher => ports.dispatcherTo?.(host) ?? ports.dispatcher;
  const open = createDocuments({ dispatcherTo, cache, clock, log }, signal);
  const errands = query.feeds.flatMap((asked) => errandsOf(asked, query));
  const heard = await sideBySide(errands, { most: SIDE_BY_SIDE, signal }, async (errand, stop): Promise<Heard> => {
    const { feed, url, query: asked } = errand;
    const nameOf = asked.nameOf?.bind(asked);
    const ecosystems = new Set(asked.ecosystems);
    const wanted = { ecosystems, names: asked.names, ...(nameOf === undefined ? {} : { nameOf }) };
    const question = { url, wanted, ecosystems: asked.ecosystems, open, signal: stop };
    return { errand, testimony: await hear({ feed, question, maxAge: query.maxAge, clock, log }) };
  });
  refuseSilence(heard);
  for (const one of heard) tell(one, ports);
  const entries = heard.map(({ errand, testimony }) => ({ advisories: testimony.advisories, isOsv: errand.isOsv }));
  return {
    index: { find: lookupIn(entries), sources: heard.flatMap(({ testimony }) => testimony.source ?? []) },
    gaps: heard.flatMap(({ errand, testimony }) => [...testimony.gaps, ...unjudged(errand, testimony)]),
  };
}

function refuseSilence(heard: readonly Heard[]): void {
  const failures = heard.flatMap(({ testimony }) => testimony.failure ?? []);
  const [first] = failures;
  if (first !== undefined && failures.length === heard.length) throw first;
}

function tell({ errand: { feed }, testimony: { advisories, source, failure } }: Heard, { log }: AdvisoryPorts): void {
  if (failure !== undefined) log.warning(failure.message);
  else log.info(`${feed.title}: ${String(advisories.length)} of ${String(source?.records ?? 0)} concern this image.`);
}
