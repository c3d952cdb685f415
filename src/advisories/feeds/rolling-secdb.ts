import { readFile } from 'node:fs/promises';
import { documentAddress } from '../address.ts';
import { readSecdb } from '../formats/secdb.ts';
import { verifyJson } from '../unpacked.ts';
import type { Feed } from './feed.ts';

/** Bytes. Wolfi's has some millions. */
const LARGEST = 256 * 1024 * 1024;

/** What is a distribution's own. */
type Own = Pick<Feed, 'id' | 'title' | 'url'> & { readonly ecosystem: string };

/** https://github.com/wolfi-dev/advisories */
export const WOLFI_SECDB = rollingSecdb({
  id: 'wolfi-secdb',
  title: 'Wolfi secdb advisories',
  url: 'https://packages.wolfi.dev/os',
  ecosystem: 'Wolfi',
});

/** https://edu.chainguard.dev/chainguard/chainguard-images/staying-secure/security-advisories/ */
export const CHAINGUARD_SECDB = rollingSecdb({
  id: 'chainguard-secdb',
  title: 'Chainguard secdb advisories',
  url: 'https://packages.cgr.dev/chainguard',
  ecosystem: 'Chainguard',
});

/** https://docs.minimus.io */
export const MINIMOS_SECDB = rollingSecdb({
  id: 'minimos-secdb',
  title: 'MinimOS secdb advisories',
  url: 'https://packages.mini.dev/advisories/secdb',
  ecosystem: 'MinimOS',
});

/** A distribution of apk's packages without releases: one document in the form of Alpine's. */
function rollingSecdb({ id, title, url: home, ecosystem }: Own): Feed {
  return {
    id,
    title,
    url: home,
    covers: (asked) => asked === ecosystem,
    async *read({ url, wanted, open }) {
      const document = await open(documentAddress(url, 'security.json'), { verify: verifyJson, largest: LARGEST, isText: true });
      yield* readSecdb(await readFile(document.path, 'utf8'), { ecosystem, wanted });
    },
  };
}
