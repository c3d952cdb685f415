import { readFile } from 'node:fs/promises';
import { documentAddress } from '../address.ts';
import { type Archive, openArchive } from '../archive.ts';
import { messageOf } from '../fault.ts';
import { readRecords } from '../records.ts';
import type { Feed, FeedQuestion, FeedRecord } from './feed.ts';

const URL_OF_OSV = 'https://osv-vulnerabilities.storage.googleapis.com';

/** OSV's export of everything: https://google.github.io/osv.dev/data/#data-dumps */
export const OSV: Feed = {
  id: 'osv',
  title: 'OSV advisories',
  url: URL_OF_OSV,
  covers: () => true,
  async *read(ask) {
    const folders = ask.ecosystems === undefined ? await allFolders(ask) : new Set(ask.ecosystems.map(folderOf));
    for (const folder of folders) yield* readFolder(folder, ask);
  },
};

/** One folder of it: `Debian`. */
export function osvFolder(folder: string): Feed {
  return {
    ...OSV,
    id: folder,
    title: `${folder} advisories`,
    covers: (ecosystem) => folderOf(ecosystem) === folder,
    read: (ask) => readFolder(folder, ask),
  };
}

/** The folder that holds an ecosystem's advisories: the releases of a distribution share one. */
export function folderOf(ecosystem: string): string {
  return ecosystem.split(':', 1)[0] ?? ecosystem;
}

async function* readFolder(folder: string, { url, wanted, open, signal, counted }: FeedQuestion): AsyncGenerator<FeedRecord> {
  // Reading the directory of a large archive takes a second, and verifying has done it already.
  let verified: Archive | undefined;
  const document = await open(documentAddress(url, `${folder}/all.zip`), {
    title: `${folder} advisories`,
    async verify(path) {
      verified = await openArchive(path).catch((error: unknown) => {
        throw new Error(`is not a usable zip file: ${messageOf(error)}`, { cause: error });
      });
    },
  });
  const archive = verified === undefined ? await openArchive(document.path) : { ...verified, path: document.path };
  counted?.(archive.entries.length);
  yield* readRecords(archive, wanted, signal);
}

/** One name a line; the records that name no ecosystem have a folder of their own, `[EMPTY]`. */
async function allFolders({ url, open }: FeedQuestion): Promise<ReadonlySet<string>> {
  const document = await open(documentAddress(url, 'ecosystems.txt'), { title: 'names of OSV ecosystems', largest: 1024 * 1024 });
  const lines = (await readFile(document.path, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  const folders = new Set(lines.filter((line) => /^[\w .+-]+(?::.*)?$/.test(line)).map(folderOf));
  if (folders.size === 0) throw new Error('the list of ecosystems names none');
  return folders;
}
