import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CachedFile, FileCache } from '../../src/model/cache.ts';

export interface TemporaryCache extends FileCache, AsyncDisposable {
  /** What is kept, by key. A test may put in whatever it likes. */
  readonly kept: Map<string, CachedFile>;
  readonly folder: string;
  /** The names of the files that lie about unfinished. */
  leftovers(): Promise<readonly string[]>;
}

/** A cache in a folder of its own that is gone after the test. */
export async function temporaryCache(): Promise<TemporaryCache> {
  const folder = await mkdtemp(join(tmpdir(), 'hullcheck-test-'));
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  const kept = new Map<string, CachedFile>();
  return {
    kept,
    folder,
    find: async (key) => kept.get(key),
    async keep(key, file) {
      const stays = { ...file, path: join(folder, `${kept.size}-${key}`) };
      await copyFile(file.path, stays.path);
      kept.set(key, stays);
      return stays;
    },
    scratch: async () => scratch,
    leftovers: () => readdir(scratch),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
