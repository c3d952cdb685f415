import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FeedFault } from '../../../src/advisories/fault.ts';
import type { Document, Feed, FeedRecord, OpenDocument } from '../../../src/advisories/feeds/feed.ts';
import { openDatabaseFile } from '../../../src/advisories/database/compressed.ts';
import type { Database } from '../../../src/advisories/database/reader.ts';
import { type UpdateQuery, type UpdateResult, updateDatabase } from '../../../src/advisories/database/update.ts';
import { ScanError } from '../../../src/model/errors.ts';
import { type FakeClock, fakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { type RecordedLog, recordedLog } from '../../support/log.ts';
import { feedOf } from '../../support/osv.ts';

export const OSV_URL = 'https://osv.example/export';

/** A record of OSV's, as a test writes it. */
export interface MadeRecord extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly modified: string;
}

/** An export that lies in memory, a clock, a folder for the database, and one way to update it. */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly scratch: string;
  /** Where the database goes. */
  readonly file: string;
  /** What lies at each address. An error is thrown to whoever asks. */
  readonly documents: Map<string, string | Buffer | Error>;
  /** What was asked for, without the export's own address. */
  readonly asked: string[];
  /** `before` is called before a document is opened; `tell` says what is told of it. */
  readonly hooks: { before?: (place: string) => void; tell?: (place: string, document: Document) => Document };
  readonly open: OpenDocument;
  readonly clock: FakeClock;
  readonly log: RecordedLog;
  /** Puts the records into their folder: the archive, the list of changes, and each for itself. */
  serve(folder: string, ...records: readonly MadeRecord[]): void;
  update(options?: Partial<UpdateQuery>): Promise<UpdateResult>;
  /** Without a word on which ecosystems. */
  updateEverything(options?: Partial<UpdateQuery>): Promise<UpdateResult>;
  openDatabase(): Promise<Database>;
  /** What the database says now. */
  find(ecosystem: string, name: string): Promise<readonly string[]>;
}

export async function stage(name = 'advisories.db'): Promise<Stage> {
  const temporary = await temporaryFolder();
  const scratch = join(temporary.path, 'scratch');
  await mkdir(scratch);
  const folder = join(temporary.path, 'database');
  const file = join(folder, name);
  const documents: Stage['documents'] = new Map();
  const asked: string[] = [];
  const hooks: Stage['hooks'] = {};
  const clock = fakeClock(Date.UTC(2026, 0, 14));
  const log = recordedLog();

  const open: OpenDocument = async (url, options = {}): Promise<Document> => {
    const place = decodeURIComponent(url.href.replace(`${OSV_URL}/`, ''));
    asked.push(place);
    hooks.before?.(place);
    const content = documents.get(place);
    if (content instanceof Error) throw content;
    if (content === undefined) throw new ScanError('ADVISORIES_UNAVAILABLE', `There is no advisory feed at ${place}.`);
    const etag = createHash('sha256').update(content).digest('hex');
    const path = join(scratch, etag);
    await writeFile(path, content);
    await options.verify?.(path);
    const document = { path, url: url.href, etag: `"${etag}"`, modified: '2026-01-13T12:00:00.000Z', revalidated: false };
    return hooks.tell?.(place, document) ?? document;
  };
  const updateEverything: Stage['updateEverything'] = (options = {}) => {
    const query = { file, osvUrl: OSV_URL, feeds: [], reader: '1', signal: AbortSignal.timeout(60_000) };
    return updateDatabase({ ...query, ...options }, { open, clock, log, scratch: () => Promise.resolve(scratch) });
  };
  const openDatabase = () =>
    openDatabaseFile(file, { scratch: () => Promise.resolve(scratch), signal: AbortSignal.timeout(60_000) });
  return {
    folder,
    scratch,
    file,
    documents,
    asked,
    hooks,
    open,
    clock,
    log,
    serve(place, ...records) {
      const newest = records.toSorted((a, b) => b.modified.localeCompare(a.modified));
      documents.set(`${place}/all.zip`, feedOf(...records));
      documents.set(`${place}/modified_id.csv`, newest.map(({ id, modified }) => `${modified},${id}\n`).join(''));
      for (const one of records) documents.set(`${place}/${one.id}.json`, JSON.stringify(one));
    },
    update: (options = {}) => updateEverything({ ecosystems: ['Debian'], ...options }),
    updateEverything,
    openDatabase,
    async find(ecosystem, packageName) {
      using database = await openDatabase();
      return database.find(ecosystem, packageName).map(({ id, summary }) => (summary === '' ? id : `${id} ${summary}`));
    },
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

/** A record that speaks of some packages: `Debian:12/curl`. */
export function record(id: string, modified: string, ...packages: readonly string[]): MadeRecord {
  const affected = packages.map((one) => {
    const [ecosystem, name] = one.split('/');
    return { package: { ecosystem, name }, versions: ['1'] };
  });
  return { id, modified: `${modified}T00:00:00Z`, affected };
}

/** A feed beside OSV that says what it is given; it opens one document first. */
export function feed(id: string, ecosystem: string, records: () => Iterable<FeedRecord>): Feed {
  return {
    id,
    title: `${id} advisories`,
    url: `https://${id}.example`,
    covers: (asked) => asked === ecosystem,
    async *read({ url, open }) {
      await open(new URL(`${url}/data`));
      yield* records();
    },
  };
}

/** A server that is not to be reached. */
export function outage(): ScanError {
  const cause = new FeedFault('the server answered 503', { passing: true });
  return new ScanError('ADVISORIES_UNAVAILABLE', 'They could not be fetched: the server answered 503.', { cause });
}

/** What a file holds and when it was written; undefined where it is not there. */
export async function stateOf(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const { ino } = await stat(path);
  return `${createHash('sha256').update(bytes).digest('hex')} ${String(ino)}`;
}
