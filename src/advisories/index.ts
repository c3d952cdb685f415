import type { Advisory, AdvisoryIndex, AdvisorySource } from '../model/advisory.ts';
import type { Gap } from '../model/report.ts';
import { type AdvisoryPorts, fetchFeed } from './feed.ts';
import type { Wanted } from './osv.ts';
import { readRecords } from './records.ts';

/** Which advisories are wanted: the feeds, and of each only what speaks of the packages in the image. */
export interface AdvisoryQuery {
  /** Where the OSV export lies, without a trailing slash. */
  readonly osvUrl: string;
  readonly feeds: readonly FeedQuery[];
  readonly signal: AbortSignal;
}

export interface FeedQuery {
  /** The feed's folder in the export: `Debian`. */
  readonly folder: string;
  /** The ecosystems wanted, with release: `Debian:12`. */
  readonly ecosystems: readonly string[];
  /** The package names wanted. */
  readonly names: ReadonlySet<string>;
}

export interface AdvisoryResult {
  readonly index: AdvisoryIndex;
  /** What of the feeds could not be read, or may be out of date. */
  readonly gaps: readonly Gap[];
}

/** How many records that could not be read are named. */
const NAMED = 3;

/**
 * Fetches the feeds, one after the other, and indexes what they say of the wanted packages. Throws `ADVISORIES_UNAVAILABLE`,
 * `DISK_FULL` and `USAGE` as `fetchFeed` does.
 */
export async function fetchAdvisories(query: AdvisoryQuery, ports: AdvisoryPorts): Promise<AdvisoryResult> {
  const index = new Map<string, Advisory[]>();
  const sources: AdvisorySource[] = [];
  const gaps: Gap[] = [];
  for (const { folder, ecosystems, names } of query.feeds) {
    const feed = await fetchFeed({ osvUrl: query.osvUrl, folder, signal: query.signal }, ports);
    const wanted: Wanted = { ecosystems: new Set(ecosystems), names };
    const { advisories, unread } = await readRecords(feed.archive, wanted, query.signal);
    for (const advisory of advisories) enter(advisory, index);
    sources.push(feed.source);
    if (feed.gap !== undefined) gaps.push(feed.gap);
    if (unread.length > 0) gaps.push(unreadGap(folder, unread, feed.source.records));
    ports.log.info(`${folder} advisories: ${String(advisories.length)} of ${String(feed.source.records)} concern this image.`);
  }
  return { index: { find: (ecosystem, name) => index.get(keyOf(ecosystem, name)) ?? [], sources }, gaps };
}

function enter(advisory: Advisory, index: Map<string, Advisory[]>): void {
  for (const { ecosystem, name } of advisory.affected) {
    const key = keyOf(ecosystem, name);
    const entered = index.get(key);
    if (entered === undefined) index.set(key, [advisory]);
    // A record may have several entries for a package, and lie in several feeds.
    else if (!entered.some((other) => other.id === advisory.id)) entered.push(advisory);
  }
}

function keyOf(ecosystem: string, name: string): string {
  return `${ecosystem}\u001f${name}`;
}

function unreadGap(folder: string, unread: readonly string[], records: number): Gap {
  const named = unread.slice(0, NAMED).join(', ');
  const more = unread.length > NAMED ? ` and ${String(unread.length - NAMED)} more` : '';
  return {
    subject: `${folder} advisories`,
    reason: `${String(unread.length)} of ${String(records)} records could not be read: ${named}${more}`,
  };
}
