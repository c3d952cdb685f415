import type { AdvisoryIndex } from '../../model/advisory.ts';
import type { Clock } from '../../model/clock.ts';
import { ScanError } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import type { Gap } from '../../model/report.ts';
import { feedById } from '../feeds/index.ts';
import type { AdvisoryQuery, AdvisoryResult, FeedQuery } from '../index.ts';
import type { Database, DatabaseSource } from './reader.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * What the database says to a question that feeds would be asked: it is the same, and no feed is asked. What the database does not hold, what
 * of it could not be read when it was made, and what is older than `maxAge` is a gap. Throws `ADVISORIES_UNAVAILABLE` where it holds
 * nothing of what is wanted, because an empty report would close every alert.
 */
export function answerFrom(
  database: Database,
  query: Pick<AdvisoryQuery, 'feeds' | 'maxAge'>,
  { clock, log }: { readonly clock: Pick<Clock, 'wall'>; readonly log: Pick<Log, 'warning'> },
): AdvisoryResult {
  const held = new Map(database.sources.map((source) => [source.feed, source]));
  const wanted = query.feeds.map((asked) => ({ asked, feeds: feedsOf(asked) }));
  const sources = [...new Set(wanted.flatMap(({ feeds }) => feeds.flatMap((feed) => held.get(feed) ?? [])))];
  const missing = wanted.flatMap(({ asked, feeds }) =>
    feeds.filter((feed) => !held.has(feed)).map((feed) => lacking(feed, asked)),
  );
  if (sources.length === 0 && missing.length > 0) throw empty(database, missing);
  const old = sources.flatMap((source) => ageGap(source, query.maxAge, clock));
  for (const gap of [...missing, ...old]) log.warning(`${gap.subject}: ${gap.reason}.`);
  const faults = sources.flatMap(({ feed, fault }) => (fault === undefined ? [] : [{ subject: titleOf(feed), reason: fault }]));
  const parts = wanted.map(({ asked, feeds }) => database.within({ ecosystems: asked.ecosystems, feeds }));
  return { index: { find: findIn(parts), sources }, gaps: [...missing, ...old, ...faults] };
}

/** The feeds that would be asked, OSV's folder first. */
function feedsOf({ folder, others = [], ecosystems }: FeedQuery): readonly string[] {
  const beside = others.filter((id) => ecosystems.some((ecosystem) => feedById(id).covers(ecosystem)));
  return [...new Set([...(folder === undefined ? [] : [folder]), ...beside])];
}

/** Questions of several packages may have an ecosystem in common; what both are told is told once. */
function findIn(parts: readonly Pick<AdvisoryIndex, 'find'>[]): AdvisoryIndex['find'] {
  return (ecosystem, name) => {
    const told = parts.map((part) => part.find(ecosystem, name)).filter((advisories) => advisories.length > 0);
    const [only = [], ...others] = told;
    return others.length === 0
      ? only
      : [...new Map(told.flat().map((advisory) => [JSON.stringify(advisory), advisory])).values()];
  };
}

function lacking(feed: string, { packages, names, ecosystems }: FeedQuery): Gap {
  const what = packages === undefined ? `${String(names.size)} names of packages` : `${String(packages)} packages`;
  return {
    subject: titleOf(feed),
    reason: `the database does not hold them: ${what} of ${ecosystems.join(', ')} went unjudged by them`,
  };
}

function empty({ path }: Database, missing: readonly Gap[]): ScanError {
  const subjects = missing.map(({ subject }) => subject).join(', ');
  return new ScanError(
    'ADVISORIES_UNAVAILABLE',
    `The database ${path} holds nothing that speaks of this image: no ${subjects}.`,
    {
      hint: 'Build it with mode: update, with all ecosystems or with those of the images that are scanned.',
    },
  );
}

function ageGap(
  { feed, modified, confirmed }: DatabaseSource,
  maxAge: number | undefined,
  clock: Pick<Clock, 'wall'>,
): readonly Gap[] {
  const age = clock.wall() - Date.parse(confirmed);
  if (maxAge === undefined || age <= maxAge) return [];
  const made = modified === undefined ? '' : ` (made ${modified})`;
  const days = `${String(Math.floor(age / DAY))} days`;
  const reason = `they were fetched ${confirmed}${made}, ${days} ago, and are older than db-max-age allows`;
  return [{ subject: titleOf(feed), reason }];
}

function titleOf(feed: string): string {
  return `${feed} advisories`;
}
