import { randomInt } from 'node:crypto';
import { copyFile, link, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as toolCache from '@actions/tool-cache';
import type { CachedFile, FileCache } from '../model/cache.ts';
import type { Clock } from '../model/clock.ts';
import { errorLine } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { CONTENT, ENTRY, readEntry, renderEntry } from './cache-entry.ts';
import { madeAt, pruneVersions, toolName, versionAt } from './cache-version.ts';

export interface FileCacheOptions {
  /** Where files are kept between runs. */
  readonly folder: string;
  /** Where this run's own folder is made. */
  readonly temporary: string;
  readonly clock: Pick<Clock, 'wall'>;
  readonly log: Pick<Log, 'warning'>;
}

/** The same bytes serve every machine. */
const ARCHITECTURE = 'any';

/**
 * A file cache on the runner's tool cache: a key is a tool, each copy an immutable version of it, so that concurrent runs on one machine
 * cannot see each other's half-written files. Dispose of it at the end of the run, which removes the scratch folder.
 */
export function createFileCache({ folder, temporary, clock, log }: FileCacheOptions): FileCache & AsyncDisposable {
  let scratchFolder: Promise<string> | undefined;

  const versions = (tool: string): readonly string[] => {
    // The library takes its folder from the environment and from nowhere else.
    process.env['RUNNER_TOOL_CACHE'] = folder;
    return toolCache
      .findAllVersions(tool, ARCHITECTURE)
      .filter((version) => madeAt(version) !== undefined)
      .sort((a, b) => (madeAt(b) ?? 0) - (madeAt(a) ?? 0));
  };

  const scratch = (): Promise<string> => {
    scratchFolder ??= mkdir(temporary, { recursive: true }).then(() => mkdtemp(join(temporary, 'hullcheck-')));
    return scratchFolder;
  };

  const store = async (tool: string, file: CachedFile): Promise<CachedFile> => {
    const staging = await mkdtemp(join(await scratch(), 'keep-'));
    try {
      const content = join(staging, CONTENT);
      // A second name costs nothing; a disk without hard links takes a copy.
      await link(file.path, content).catch(() => copyFile(file.path, content));
      await writeFile(join(staging, ENTRY), await renderEntry(file));
      const [newest] = versions(tool);
      // Later than the newest there is, whatever the clock says; the random part keeps two runs of one millisecond apart.
      const time = Math.max(Math.floor(clock.wall()), (newest === undefined ? 0 : (madeAt(newest) ?? 0)) + 1);
      const kept = await toolCache.cacheDir(staging, tool, versionAt(time, randomInt(2 ** 31)), ARCHITECTURE);
      return { ...file, path: join(kept, CONTENT) };
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  };

  return {
    scratch,
    async find(key) {
      try {
        const tool = toolName(key);
        for (const version of versions(tool)) {
          const found = await readEntry(toolCache.find(tool, version, ARCHITECTURE));
          if (found !== undefined) return found;
        }
      } catch (error) {
        log.warning(`The cache could not be read, so ${key} is fetched again: ${errorLine(error)}`);
      }
      return undefined;
    },
    async keep(key, file) {
      try {
        const tool = toolName(key);
        const kept = await store(tool, file);
        await pruneVersions(join(folder, tool), clock.wall());
        return kept;
      } catch (error) {
        log.warning(`${key} could not be kept for the next run: ${errorLine(error)}`);
        return file;
      }
    },
    async [Symbol.asyncDispose]() {
      const made = await scratchFolder?.catch(() => undefined);
      if (made === undefined) return;
      await rm(made, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => {
        log.warning(`${made} could not be removed: ${errorLine(error)}`);
      });
    },
  };
}
