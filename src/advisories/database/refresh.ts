import type { Clock } from '../../model/clock.ts';
import { plainAddress } from '../address.ts';
import type { OpenDocument } from '../feeds/feed.ts';
import { fetchChanges } from './changes.ts';
import { type DocumentTrail, followDocuments, Unchanged } from './documents.ts';
import type { SourceRow } from './source-row.ts';
import { createTally, type Tally } from './tally.ts';
import type { Unit } from './units.ts';
import type { Change, Writer } from './writer.ts';

export interface RefreshOptions {
  readonly writer: Writer;
  readonly open: OpenDocument;
  readonly clock: Pick<Clock, 'wall'>;
  /** The version of this program: what another one has read is read anew. */
  readonly reader: string;
  readonly signal: AbortSignal;
}

/** What became of a unit. */
export interface Refreshed {
  readonly row: SourceRow;
  readonly how: 'whole' | 'changes' | 'unchanged';
  /** How many records were fetched one by one. */
  readonly changed: number;
  /** Why it may not be the newest. */
  readonly outage?: string;
}

/** Milliseconds after which a folder is fetched whole again, for what the lists of changes have missed. */
const WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * Brings the database up to what a unit says now: by its changes where they are few, else as a whole. Where that cannot be done, throws what
 * `open` and `Feed.read` throw, and the database says what it said.
 */
export async function refresh(unit: Unit, before: SourceRow | undefined, options: RefreshOptions): Promise<Refreshed> {
  const earlier = before?.reader === options.reader ? before : undefined;
  return (await refreshByChanges(unit, earlier, options)) ?? (await refreshWhole(unit, earlier, options));
}

async function refreshByChanges(
  unit: Unit,
  before: SourceRow | undefined,
  options: RefreshOptions,
): Promise<Refreshed | undefined> {
  const { writer, open, clock, signal } = options;
  if (unit.folder === undefined || before === undefined || clock.wall() - before.whole > WEEK) return undefined;
  using change = writer.change(unit.feed.id);
  const known = { modifiedAt: (id: string) => change.modifiedAt(id), synced: before.synced };
  // Whatever is wrong with the list, the whole folder is there as well.
  const changes = await fetchChanges(unit.folder, unit, { known, open, signal }).catch(() => undefined);
  signal.throwIfAborted();
  if (changes === undefined) return undefined;
  const tally = createTally();
  for (const record of changes.records) {
    if ('unread' in record) tally.miss(record.unread);
    else change.replace(record.id, record.advisory, record.modified);
  }
  const { modified } = changes.document;
  const fault = tally.fault();
  const row: SourceRow = {
    ...before,
    ...(modified === undefined ? {} : { modified }),
    confirmed: Math.floor(clock.wall()),
    synced: Math.min(changes.synced, Math.floor(clock.wall())),
    records: change.records(),
    ...(fault === undefined ? {} : { fault }),
  };
  change.commit(row);
  const changed = changes.records.length;
  return { row, how: changed === 0 ? 'unchanged' : 'changes', changed };
}

async function refreshWhole(unit: Unit, before: SourceRow | undefined, options: RefreshOptions): Promise<Refreshed> {
  const { writer } = options;
  const trail = followDocuments(options.open, before?.documents ?? []);
  using change = writer.change(unit.feed.id);
  const tally = await readAll(unit, { trail, change, signal: options.signal });
  const outage = [...new Set(trail.documents().flatMap((document) => document.outage ?? []))].join('; ');
  const told = outage === '' ? {} : { outage };
  if (tally === undefined && before !== undefined) {
    const now = Math.floor(options.clock.wall());
    const row = outage === '' ? { ...before, confirmed: now, whole: now } : before;
    change[Symbol.dispose]();
    writer.note(row);
    return { row, how: 'unchanged', changed: 0, ...told };
  }
  if (tally === undefined || tally.count() === 0) throw new Error(tally?.fault() ?? 'they hold no advisory');
  const row = rowOf(unit, { trail, tally, records: change.records() }, options);
  change.commit(row);
  return { row, how: 'whole', changed: 0, ...told };
}

interface Reading {
  readonly trail: DocumentTrail;
  readonly change: Change;
  readonly signal: AbortSignal;
}

/** Writes down all that a unit says; undefined where it says what it said before. */
async function readAll({ feed, url, wanted }: Unit, { trail, change, signal }: Reading): Promise<Tally | undefined> {
  const tally = createTally();
  try {
    for await (const record of feed.read({ url, wanted, open: trail.open, signal })) {
      signal.throwIfAborted();
      if (tally.isEmpty()) change.clear();
      if ('unread' in record) tally.miss(record.unread);
      else {
        tally.add(record.advisory);
        change.add(record.advisory);
      }
    }
  } catch (error) {
    if (!(error instanceof Unchanged)) throw error;
  }
  return trail.isUnchanged() ? undefined : tally;
}

interface Whole {
  readonly trail: DocumentTrail;
  readonly tally: Tally;
  readonly records: number;
}

function rowOf({ feed, url }: Unit, { trail, tally, records }: Whole, { clock, reader }: RefreshOptions): SourceRow {
  const documents = trail.documents();
  const [only, ...others] = documents;
  const isOne = only !== undefined && others.length === 0;
  const now = Math.floor(clock.wall());
  const modified = documents.map((document) => document.modified ?? '').reduce((a, b) => (a > b ? a : b), '');
  const isConfirmed = documents.every(({ outage }) => outage === undefined);
  const fault = tally.fault();
  return {
    feed: feed.id,
    url: isOne ? only.url : plainAddress(new URL(url)),
    ...(isOne && only.etag !== undefined ? { etag: only.etag } : {}),
    ...(modified === '' ? {} : { modified }),
    reader,
    // A copy from a cache is as old as what it was made from.
    confirmed: isConfirmed || modified === '' ? now : Date.parse(modified),
    whole: now,
    synced: Math.min(tally.newest(), now),
    records,
    ...(fault === undefined ? {} : { fault }),
    documents: trail.marks(),
  };
}
