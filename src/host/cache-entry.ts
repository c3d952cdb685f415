import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CachedFile } from '../model/cache.ts';

/** The name of a kept file in its version's folder. */
export const CONTENT = 'content';
/** The name of the document beside it. */
export const ENTRY = 'entry.json';

const Entry = v.object({
  /** Bytes: a copy that was cut short must not be found. */
  size: v.number(),
  etag: v.exactOptional(v.string()),
  modified: v.exactOptional(v.string()),
});

/** The document that is kept beside a file. */
export async function renderEntry(file: CachedFile): Promise<string> {
  const { size } = await stat(file.path);
  const entry: v.InferOutput<typeof Entry> = {
    size,
    ...(file.etag === undefined ? {} : { etag: file.etag }),
    ...(file.modified === undefined ? {} : { modified: file.modified }),
  };
  return `${JSON.stringify(entry)}\n`;
}

/** The file that a version's folder holds; undefined where it is not whole, whatever the reason. */
export async function readEntry(folder: string): Promise<CachedFile | undefined> {
  try {
    const { size, ...validators } = v.parse(Entry, JSON.parse(await readFile(join(folder, ENTRY), 'utf8')));
    const path = join(folder, CONTENT);
    const found = await stat(path);
    return found.isFile() && found.size === size ? { path, ...validators } : undefined;
  } catch {
    return undefined;
  }
}
