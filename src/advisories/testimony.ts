import type { Advisory, AdvisorySource } from '../model/advisory.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Gap } from '../model/report.ts';
import { plainAddress } from './address.ts';
import { messageOf } from './fault.ts';
import type { Document, Feed, FeedQuestion, FeedRecord, OpenDocument } from './feeds/feed.ts';

/** What one feed told. */
export interface Testimony {
  readonly advisories: readonly Advisory[];
  /** Absent where not a document of it could be had. */
  readonly source?: AdvisorySource;
  /** What of it could not be read, or may be out of date. */
  readonly gaps: readonly Gap[];
  /** Why it told nothing, or not everything. */
  readonly failure?: ScanError;
}

export interface Hearing {
  readonly feed: Feed;
  readonly question: Omit<FeedQuestion, 'counted'>;
  /** Milliseconds; older advisories are a gap. */
  readonly maxAge?: number | undefined;
  readonly clock: Pick<Clock, 'wall'>;
  readonly log: Log;
}

/** How many records that could not be read are named. */
const NAMED = 3;
const DAY = 24 * 60 * 60 * 1000;

/** What is heard, bit by bit. */
interface Notes {
  readonly advisories: Advisory[];
  readonly documents: Set<Document>;
  /** The first of those that could not be read. */
  readonly unread: string[];
  unreadCount: number;
  /** Undefined where no document said. */
  records: number | undefined;
}

/** Has a feed tell what it knows of what is wanted. Throws what no other feed could make up for: `DISK_FULL`, `USAGE`, and an abort. */
export async function hear(hearing: Hearing): Promise<Testimony> {
  const { feed, question } = hearing;
  const notes: Notes = { advisories: [], documents: new Set(), unread: [], unreadCount: 0, records: undefined };
  const failure = await listen(hearing, notes).catch((error: unknown) => {
    question.signal.throwIfAborted();
    return asFailure(error, feed);
  });
  const { advisories, documents } = notes;
  return {
    advisories,
    ...(documents.size === 0 ? {} : { source: sourceOf(hearing, notes) }),
    gaps: gapsOf(hearing, notes),
    ...(failure === undefined ? {} : { failure }),
  };
}

async function listen({ feed, question }: Hearing, notes: Notes): Promise<undefined> {
  const open: OpenDocument = async (url, options) => {
    const document = await question.open(url, { title: feed.title, ...options });
    notes.documents.add(document);
    return document;
  };
  const counted = (records: number): void => {
    notes.records = (notes.records ?? 0) + records;
  };
  for await (const record of feed.read({ ...question, open, counted })) {
    question.signal.throwIfAborted();
    note(record, notes);
  }
}

function note(record: FeedRecord, notes: Notes): void {
  if ('advisory' in record) {
    notes.advisories.push(record.advisory);
    return;
  }
  notes.unreadCount += 1;
  if (notes.unread.length < NAMED) notes.unread.push(record.unread);
}

function asFailure(error: unknown, feed: Feed): ScanError {
  if (error instanceof ScanError) {
    if (error.code === 'ADVISORIES_UNAVAILABLE') return error;
    throw error;
  }
  return new ScanError('ADVISORIES_UNAVAILABLE', `The ${feed.title} could not be read: ${messageOf(error)}.`, { cause: error });
}

function sourceOf({ feed, question }: Hearing, { documents, advisories, unreadCount, records }: Notes): AdvisorySource {
  const all = [...documents];
  const [only, ...others] = all;
  const isOne = only !== undefined && others.length === 0;
  const modified = newest(all);
  return {
    feed: feed.id,
    url: isOne ? only.url : plainAddress(new URL(question.url)),
    ...(isOne && only.etag !== undefined ? { etag: only.etag } : {}),
    ...(modified === undefined ? {} : { modified }),
    records: records ?? advisories.length + unreadCount,
    revalidated: all.every(({ revalidated }) => revalidated),
  };
}

/** When the feed was last made: a document of a release that ended long ago is old, and as new as it will ever be. */
function newest(documents: readonly Document[]): string | undefined {
  return documents.reduce<string | undefined>(
    (latest, { modified }) => (modified !== undefined && (latest === undefined || modified > latest) ? modified : latest),
    undefined,
  );
}

function gapsOf(hearing: Hearing, notes: Notes): readonly Gap[] {
  const { feed, log } = hearing;
  const outages = new Set([...notes.documents].flatMap(({ outage }) => outage ?? []));
  const reasons = [...outages, ...tooOld(hearing, notes)];
  for (const reason of reasons) log.warning(`${feed.title}: ${reason}.`);
  return [...reasons, ...unreadReason(notes)].map((reason) => ({ subject: feed.title, reason }));
}

function tooOld({ maxAge, clock }: Hearing, { documents }: Notes): readonly string[] {
  const modified = newest([...documents]);
  if (maxAge === undefined || modified === undefined) return [];
  const age = clock.wall() - Date.parse(modified);
  return age <= maxAge
    ? []
    : [`they are from ${modified}, ${String(Math.floor(age / DAY))} days ago, and older than db-max-age allows`];
}

function unreadReason({ unread, unreadCount, records }: Notes): readonly string[] {
  if (unreadCount === 0) return [];
  const more = unreadCount > unread.length ? ` and ${String(unreadCount - unread.length)} more` : '';
  const of = records === undefined ? '' : ` of ${String(records)}`;
  return [`${String(unreadCount)}${of} records could not be read: ${unread.join(', ')}${more}`];
}
