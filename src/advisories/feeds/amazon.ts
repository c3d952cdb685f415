import { readFile } from 'node:fs/promises';
import { documentAddress, namedAddress } from '../address.ts';
import { readUpdateinfo } from '../formats/updateinfo.ts';
import { bytesOf, unpacked, verifyCompression } from '../unpacked.ts';
import type { Feed, FeedQuestion } from './feed.ts';
import { findFile, type RepositoryFile, verifyFile } from './repomd.ts';

const HOME = 'https://cdn.amazonlinux.com';

/** Bytes: of a list and an index; of the advisories of a release, packed and unpacked. */
const LARGEST_INDEX = 4 * 1024 * 1024;
const LARGEST = 256 * 1024 * 1024;
const LARGEST_UNPACKED = 1024 ** 3;

/** The list of mirrors of each release's core repository. The repository of one architecture has the advisories for all. */
const MIRROR_LISTS: ReadonlyMap<string, string> = new Map([
  ['Amazon Linux:2', '2/core/latest/x86_64/mirror.list'],
  ['Amazon Linux:2023', 'al2023/core/mirrors/latest/x86_64/mirror.list'],
]);

/**
 * Amazon's advisories, as its repositories have them for their package manager: https://alas.aws.amazon.com The extra repositories of
 * Amazon Linux 2 are left out: they have other versions of the core's packages under the same names.
 */
export const AMAZON: Feed = {
  id: 'amazon',
  title: 'Amazon Linux advisories',
  url: HOME,
  covers: (ecosystem) => MIRROR_LISTS.has(ecosystem),
  async *read(ask) {
    for (const [ecosystem, place] of MIRROR_LISTS) {
      if (ask.ecosystems?.includes(ecosystem) === false) continue;
      const { path } = await updateinfoOf(documentAddress(ask.url, place), ask);
      const limits = { compression: 'gzip', largest: LARGEST_UNPACKED, signal: ask.signal } as const;
      yield* readUpdateinfo(unpacked(path, limits), { ecosystem, wanted: ask.wanted });
    }
  },
};

/** From the list of mirrors to a repository, from its index to the advisories. */
async function updateinfoOf(list: URL, { url, open, signal }: FeedQuestion): Promise<{ readonly path: string }> {
  const options = { largest: LARGEST_INDEX, fleeting: true };
  const { path } = await open(list, options);
  const mirror = (await readFile(path, 'utf8')).split(/\s+/).find((line) => line !== '');
  if (mirror === undefined) throw new Error('the list of mirrors names none');
  const repository = namedAddress(`${atHome(mirror, url).replace(/\/+$/, '')}/`, list);
  const index = await open(namedAddress('repodata/repomd.xml', repository), options);
  const file = await findFile(bytesOf(index.path, signal), 'updateinfo');
  if (file === undefined) throw new Error('the index of the repository names no advisories');
  return await open(namedAddress(file.place, repository), {
    verify: (packed) => verify(packed, file),
    largest: LARGEST,
    keptAs: new URL('updateinfo.xml.gz', list),
  });
}

async function verify(path: string, file: RepositoryFile): Promise<void> {
  await verifyCompression(path, 'gzip');
  await verifyFile(path, file);
}

/** Where a run is pointed elsewhere, the list there still names Amazon's own host. */
function atHome(mirror: string, url: string): string {
  return mirror.startsWith(`${HOME}/`) ? `${url.replace(/\/+$/, '')}${mirror.slice(HOME.length)}` : mirror;
}
