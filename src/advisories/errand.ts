import type { Gap } from '../model/report.ts';
import type { Feed } from './feeds/feed.ts';
import { feedById } from './feeds/index.ts';
import { osvFolder } from './feeds/osv.ts';
import type { Testimony } from './testimony.ts';

/** What is asked for the packages of one ecosystem. */
export interface FeedQuery {
  /** The folder in the OSV export: `Debian`. Absent where OSV is not asked. */
  readonly folder?: string;
  /** The feeds that are asked beside it, or instead of it, by their ids: `debian-tracker`. Those that know nothing of it are not asked. */
  readonly others?: readonly string[];
  /** The ecosystems wanted, with release: `Debian:12`. */
  readonly ecosystems: readonly string[];
  /** The package names wanted: after `nameOf`. */
  readonly names: ReadonlySet<string>;
  /** Makes one of all spellings of a package's name. */
  readonly nameOf?: (name: string) => string;
  /** The names as the packages have them, where `nameOf` makes others of them. */
  readonly spellings?: ReadonlySet<string>;
  /** How many packages are judged by it: for what is said where a feed cannot be had. */
  readonly packages?: number;
}

/** Where feeds lie. */
export interface FeedPlaces {
  /** The OSV export, without a trailing slash. */
  readonly osvUrl: string;
  /** Of other feeds, by their ids, where that is not their own address. */
  readonly feedUrls?: Readonly<Record<string, string>>;
}

/** One feed that is asked for one ecosystem's packages. */
export interface Errand {
  readonly feed: Feed;
  readonly url: string;
  readonly query: FeedQuery;
  /** Whether its records are OSV's: then those of one id are one, in whichever folder they lie. */
  readonly isOsv: boolean;
}

/** The feeds that a question goes to. Throws `USAGE` where one is named that nobody knows. */
export function errandsOf(query: FeedQuery, { osvUrl, feedUrls = {} }: FeedPlaces): readonly Errand[] {
  const { folder, ecosystems, others = [] } = query;
  const beside = others.map(feedById).filter((feed) => ecosystems.some((ecosystem) => feed.covers(ecosystem)));
  return [
    ...(folder === undefined ? [] : [{ feed: osvFolder(folder), url: osvUrl, query, isOsv: true }]),
    ...beside.map((feed) => ({ feed, url: urlOf(feed, feedUrls), query, isOsv: false })),
  ];
}

function urlOf({ id, url }: Feed, feedUrls: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(feedUrls, id) ? feedUrls[id] : undefined) ?? url;
}

/** What went unjudged for want of a feed. */
export function unjudged({ feed, query }: Errand, { failure }: Testimony): readonly Gap[] {
  if (failure === undefined) return [];
  const { packages, names, ecosystems } = query;
  const covered = ecosystems.filter((ecosystem) => feed.covers(ecosystem)).join(', ');
  const what = packages === undefined ? countOf(names.size, 'name') : countOf(packages, 'package');
  return [{ subject: feed.title, reason: `${what} of ${covered} went unjudged by them: ${failure.message}` }];
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
