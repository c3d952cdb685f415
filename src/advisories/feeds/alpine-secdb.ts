import { readFile } from 'node:fs/promises';
import { documentAddress } from '../address.ts';
import { readSecdb } from '../formats/secdb.ts';
import { verifyJson } from '../unpacked.ts';
import type { Feed, FeedQuestion } from './feed.ts';

/** Bytes. A branch's database has some hundred thousand. */
const LARGEST = 32 * 1024 * 1024;
/** The first branch that had a second repository: https://www.alpinelinux.org/posts/Alpine-3.3.0-released.html */
const FIRST_WITH_COMMUNITY = 3;

/** Alpine's own security database, which has what OSV lacks of it, community and edge: https://secdb.alpinelinux.org */
export const ALPINE_SECDB: Feed = {
  id: 'alpine-secdb',
  title: 'Alpine secdb advisories',
  url: 'https://secdb.alpinelinux.org',
  covers: (ecosystem) => branchOf(ecosystem) !== undefined,
  async *read(ask) {
    const { wanted, open, url } = ask;
    for (const branch of await branchesOf(ask)) {
      for (const repository of repositoriesOf(branch)) {
        const address = documentAddress(url, `${branch}/${repository}.json`);
        const document = await open(address, { verify: verifyJson, largest: LARGEST, isText: true });
        yield* readSecdb(await readFile(document.path, 'utf8'), { ecosystem: `Alpine:${branch}`, wanted });
      }
    }
  },
};

/** `v3.18`, `edge`; undefined for another distribution's ecosystem. */
function branchOf(ecosystem: string): string | undefined {
  return /^Alpine:(?<branch>v3\.\d{1,3}|edge)$/.exec(ecosystem)?.groups?.['branch'];
}

function repositoriesOf(branch: string): readonly string[] {
  const minor = /^v3\.(?<minor>\d+)$/.exec(branch)?.groups?.['minor'];
  return minor !== undefined && Number(minor) < FIRST_WITH_COMMUNITY ? ['main'] : ['main', 'community'];
}

/** The branches that are wanted; where everything is, those that the list of the folder shows. */
async function branchesOf({ ecosystems, open, url }: FeedQuestion): Promise<ReadonlySet<string>> {
  if (ecosystems !== undefined) return new Set(ecosystems.flatMap((ecosystem) => branchOf(ecosystem) ?? []));
  const list = await open(documentAddress(url, ''), { largest: LARGEST, isText: true, fleeting: true });
  const links = (await readFile(list.path, 'utf8')).matchAll(/href="(?:\.\/)?(?<branch>v3\.\d{1,3}|edge)\/?"/g);
  const branches = new Set([...links].flatMap(({ groups }) => groups?.['branch'] ?? []));
  if (branches.size === 0) throw new Error('the list of branches shows none');
  return branches;
}
