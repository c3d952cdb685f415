import { documentAddress } from '../address.ts';
import { decompressBzip2 } from '../formats/bzip2.ts';
import { readOval } from '../formats/oval.ts';
import { bytesOf, verifyCompression } from '../unpacked.ts';
import type { Feed } from './feed.ts';

/** Bytes. A release has some millions. */
const LARGEST = 512 * 1024 * 1024;

/** Oracle's errata as definitions of OVAL, a document for each release and one for all: https://linux.oracle.com/security/oval/ */
export const ORACLE: Feed = {
  id: 'oracle',
  title: 'Oracle Linux advisories',
  url: 'https://linux.oracle.com/security/oval',
  covers: (ecosystem) => releaseOf(ecosystem) !== undefined,
  async *read({ url, wanted, ecosystems, open, signal }) {
    const releases = ecosystems === undefined ? ['all'] : ecosystems.flatMap((one) => releaseOf(one) ?? []);
    for (const release of new Set(releases)) {
      const name = release === 'all' ? release : `ol${release}`;
      const address = documentAddress(url, `com.oracle.elsa-${name}.xml.bz2`);
      const { path } = await open(address, { verify: (file) => verifyCompression(file, 'bzip2'), largest: LARGEST });
      yield* readOval(decompressBzip2(bytesOf(path, signal)), { wanted, ecosystemOf });
    }
  },
};

/** `9`; undefined for another distribution's ecosystem. */
function releaseOf(ecosystem: string): string | undefined {
  return /^Oracle Linux:(?<release>\d{1,3})$/.exec(ecosystem)?.groups?.['release'];
}

/** `Oracle Linux 9` */
function ecosystemOf(product: string): string | undefined {
  const release = /^Oracle Linux (?<release>\d{1,3})$/.exec(product)?.groups?.['release'];
  return release === undefined ? undefined : `Oracle Linux:${release}`;
}
