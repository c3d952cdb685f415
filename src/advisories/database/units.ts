import { readFile } from 'node:fs/promises';
import { ScanError } from '../../model/errors.ts';
import { documentAddress } from '../address.ts';
import type { Feed, OpenDocument } from '../feeds/feed.ts';
import { folderOf, osvFolder } from '../feeds/osv.ts';
import type { Wanted } from '../osv.ts';

/** What is fetched, written down and dated as one: a feed, or a folder of OSV's export. */
export interface Unit {
  readonly feed: Feed;
  /** `Feed.url`, or where the run is pointed instead. */
  readonly url: string;
  readonly wanted: Wanted;
  /** The folder of OSV's export that it is; absent for other feeds. */
  readonly folder?: string;
}

export interface UnitQuery {
  /** Where the OSV export lies, without a trailing slash. */
  readonly osvUrl: string;
  /** The feeds beside OSV. */
  readonly feeds: readonly Feed[];
  /** Where feeds lie instead of their own address, by their ids. */
  readonly feedUrls?: Readonly<Record<string, string>>;
  /** As OSV names them, with or without release; a distribution comes with all its releases. Absent: everything there is. */
  readonly ecosystems?: readonly string[];
  /** The ids of the feeds beside OSV that speak of a distribution: `Debian`. They know it by its releases only. */
  besideOf?(folder: string): readonly string[];
  /** What makes one of all spellings of a package's name in this folder; undefined where there is but one. */
  nameOf?(folder: string): ((name: string) => string) | undefined;
}

const LARGEST_LIST = 1024 * 1024;
const EVERYTHING = { has: () => true };

/**
 * What a database is made of: OSV's folders, and then the feeds beside it. Throws what `open` throws, and `USAGE` where an ecosystem is
 * named that nobody speaks of.
 */
export async function unitsOf(query: UnitQuery, open: OpenDocument): Promise<readonly Unit[]> {
  const { ecosystems, feeds } = query;
  if (ecosystems === undefined) {
    const folders = await foldersOf(query, open);
    return [...[...folders].map((folder) => osvUnit(folder, query)), ...feeds.map((feed) => feedUnit(feed, EVERYTHING, query))];
  }
  const named = new Set(ecosystems.map(folderOf));
  const beside = feeds.filter((feed) => ecosystems.some((one) => speaksOf(feed, one, query)));
  // A mirror may have the folders and not the list of them.
  const folders = await foldersOf(query, open).catch(() => named);
  const among = { has: (ecosystem: string) => named.has(folderOf(ecosystem)) };
  for (const one of ecosystems) {
    if (!folders.has(folderOf(one)) && !beside.some((feed) => speaksOf(feed, one, query))) throw unknown(one, folders);
  }
  return [
    ...[...named].filter((folder) => folders.has(folder)).map((folder) => osvUnit(folder, query)),
    ...beside.map((feed) => feedUnit(feed, among, query)),
  ];
}

/** A record that speaks of several ecosystems lies in the folder of each, and each keeps what is its own. */
function osvUnit(folder: string, query: UnitQuery): Unit {
  const spelled = query.nameOf?.(folder);
  const wanted = { ecosystems: { has: (one: string) => folderOf(one) === folder }, names: EVERYTHING };
  return {
    feed: osvFolder(folder),
    url: query.osvUrl,
    wanted: spelled === undefined ? wanted : { ...wanted, nameOf: spelled },
    folder,
  };
}

function feedUnit(feed: Feed, ecosystems: Wanted['ecosystems'], { feedUrls = {} }: UnitQuery): Unit {
  return { feed, url: feedUrls[feed.id] ?? feed.url, wanted: { ecosystems, names: EVERYTHING } };
}

function speaksOf(feed: Feed, ecosystem: string, query: UnitQuery): boolean {
  return feed.covers(ecosystem) || query.besideOf?.(folderOf(ecosystem)).includes(feed.id) === true;
}

/** The folders of the export, one a line; the records that name no ecosystem have one of their own, `[EMPTY]`. */
async function foldersOf({ osvUrl }: UnitQuery, open: OpenDocument): Promise<ReadonlySet<string>> {
  const address = documentAddress(osvUrl, 'ecosystems.txt');
  const { path } = await open(address, { title: 'names of OSV ecosystems', largest: LARGEST_LIST });
  const names = (await readFile(path, 'utf8')).split(/\r?\n/).map((line) => folderOf(line.trim()));
  const folders = new Set(names.filter((name) => /^[\w .+-]+$/.test(name)));
  if (folders.size > 0) return folders;
  throw new ScanError('ADVISORIES_UNAVAILABLE', 'The list of ecosystems that OSV gives names none.', { hint: 'Check osv-url.' });
}

function unknown(ecosystem: string, folders: ReadonlySet<string>): ScanError {
  return new ScanError('USAGE', `No feed speaks of the ecosystem "${ecosystem}".`, {
    hint: `Name ecosystems as OSV does: ${[...folders].sort().join(', ')}.`,
  });
}
