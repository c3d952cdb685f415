import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { CachedFile, FileCache } from '../model/cache.ts';
import type { Log } from '../model/log.ts';
import { messageOf } from './fault.ts';

interface CopyPorts {
  readonly cache: FileCache;
  readonly log: Log;
}

/** The name under which a document is kept: two addresses of one document are two files. */
export function copyKey(url: URL): string {
  const readable = `${url.hostname}${url.pathname}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${readable.slice(-60)}-${createHash('sha256').update(url.href).digest('hex').slice(0, 16)}`;
}

/** The copy that was kept; undefined where there is none, or none that stands the test. */
export async function findCopy(
  key: string,
  verify: (path: string) => Promise<void>,
  ports: CopyPorts,
): Promise<CachedFile | undefined> {
  try {
    const file = await ports.cache.find(key);
    if (file !== undefined) await verify(file.path);
    return file;
  } catch (error) {
    ports.log.notice(`The cached advisories could not be used and are fetched again: ${messageOf(error)}`);
    return undefined;
  }
}

/** Keeps a fetched document for the next run. */
export async function keepCopy(key: string, file: CachedFile, { cache }: CopyPorts): Promise<CachedFile> {
  const kept = await cache.keep(key, file);
  // Where the kept one is a copy, this one would only take room.
  if (kept.path !== file.path) await rm(file.path, { force: true });
  return kept;
}
