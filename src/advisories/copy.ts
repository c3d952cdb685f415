import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { CachedFile, FileCache } from '../model/cache.ts';
import type { Log } from '../model/log.ts';
import { type Archive, openArchive } from './archive.ts';
import { messageOf } from './fault.ts';

/** A feed's archive on this disk, with what revalidates it. */
export interface Copy {
  readonly file: CachedFile;
  readonly archive: Archive;
}

interface CopyPorts {
  readonly cache: FileCache;
  readonly log: Log;
}

/** The name under which a feed is kept: two addresses of one feed are two files. */
export function copyKey(folder: string, url: URL): string {
  const readable = folder.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `osv-${readable}-${createHash('sha256').update(url.href).digest('hex').slice(0, 16)}`;
}

/** The copy that was kept; undefined where there is none, or none that opens. */
export async function findCopy(key: string, ports: CopyPorts): Promise<Copy | undefined> {
  try {
    const file = await ports.cache.find(key);
    return file === undefined ? undefined : { file, archive: await openArchive(file.path) };
  } catch (error) {
    ports.log.notice(`The cached advisories could not be used and are fetched again: ${messageOf(error)}`);
    return undefined;
  }
}

/** Keeps a fetched feed for the next run. */
export async function keepCopy(key: string, copy: Copy, { cache }: CopyPorts): Promise<Copy> {
  const file = await cache.keep(key, copy.file);
  // Where the kept one is a copy, this one would only take room.
  if (file.path !== copy.file.path) await rm(copy.file.path, { force: true });
  return { file, archive: { ...copy.archive, path: file.path } };
}
