import { documentAddress } from '../address.ts';
import { readTracker } from '../formats/debian-tracker.ts';
import { bytesOf, verifyJson } from '../unpacked.ts';
import type { Feed } from './feed.ts';

/** Bytes. It has some seventy millions. */
const LARGEST = 1024 ** 3;

/**
 * Debian's security tracker, which says what OSV does not: which versions were never affected, and which fixes are put off or not made.
 * https://security-tracker.debian.org/tracker/
 */
export const DEBIAN_TRACKER: Feed = {
  id: 'debian-tracker',
  title: 'Debian tracker advisories',
  url: 'https://security-tracker.debian.org/tracker/data',
  covers: (ecosystem) => /^Debian:\d{1,3}$/.test(ecosystem),
  async *read({ url, wanted, open, signal }) {
    const document = await open(documentAddress(url, 'json'), { verify: verifyJson, largest: LARGEST, isText: true });
    yield* readTracker(bytesOf(document.path, signal), wanted);
  },
};
