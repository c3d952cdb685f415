import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { childOf, childrenOf, elementsOf } from '../formats/xml.ts';

/** A file of a repository of rpm packages. */
export interface RepositoryFile {
  /** Its place under the repository: `repodata/updateinfo.xml.gz`. */
  readonly place: string;
  readonly sha256?: string;
}

/**
 * Finds the file of this type (`updateinfo`) in the index of a repository, `repomd.xml`; undefined where it has none. Throws an Error where
 * the index is none. https://github.com/rpm-software-management/createrepo_c
 */
export async function findFile(index: AsyncIterable<Uint8Array>, type: string): Promise<RepositoryFile | undefined> {
  let found: RepositoryFile | undefined;
  for await (const data of elementsOf(index, { root: 'repomd', wants: (name) => name === 'data' })) {
    const place = data.attributes['type'] === type ? childOf(data, 'location')?.attributes['href'] : undefined;
    const checksum = childrenOf(data, 'checksum').find(({ attributes }) => attributes['type'] === 'sha256');
    if (place !== undefined)
      found ??= { place, ...(checksum === undefined ? {} : { sha256: checksum.text.trim().toLowerCase() }) };
  }
  return found;
}

/** Throws an Error where a file is not the one that the index speaks of. */
export async function verifyFile(path: string, { sha256 }: RepositoryFile): Promise<void> {
  if (sha256 === undefined) return;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (hash.digest('hex') !== sha256) throw new Error('is not the file that the index of its repository speaks of');
}
