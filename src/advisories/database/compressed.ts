import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ScanError } from '../../model/errors.ts';
import { messageOf } from '../fault.ts';
import { unpacked } from '../unpacked.ts';
import { type Database, openDatabase } from './reader.ts';
import { inspect } from './schema.ts';
import { unusable } from './sqlite.ts';

export interface UnpackOptions {
  /** A folder for files of this run alone. */
  scratch(): Promise<string>;
  readonly signal: AbortSignal;
}

/** Bytes. All that OSV has is some gigabytes. */
const LARGEST = 32 * 1024 ** 3;

/** Opens a database that may be compressed with zstd, whatever its name. Throws `DATABASE_UNUSABLE` and `DISK_FULL`. */
export async function openDatabaseFile(path: string, options: UnpackOptions): Promise<Database> {
  return await openDatabase(await plainFile(path, options));
}

/** The file itself, or what it holds where it is compressed with zstd. Throws `DATABASE_UNUSABLE` and `DISK_FULL`. */
export async function plainFile(path: string, options: UnpackOptions): Promise<string> {
  // A file that is not there is told of by whoever opens it.
  const found = await inspect(path).catch(() => undefined);
  return found?.kind === 'zstd' ? await unpackDatabase(path, options) : path;
}

/** Decompresses a database into this run's own folder. Throws `DATABASE_UNUSABLE` and `DISK_FULL`. */
export async function unpackDatabase(path: string, options: UnpackOptions): Promise<string> {
  const { signal } = options;
  const plain = join(await options.scratch(), `${randomUUID()}.db`);
  try {
    await using target = await open(plain, 'wx');
    for await (const chunk of unpacked(path, { compression: 'zstd', largest: LARGEST, signal })) await target.appendFile(chunk);
    return plain;
  } catch (error) {
    await rm(plain, { force: true });
    signal.throwIfAborted();
    const known = toFileError(error, path);
    throw known instanceof ScanError ? known : unusable(path, `it cannot be decompressed (${messageOf(error)})`, error);
  }
}

/** Makes of what the file system throws what a run ends with; anything else stays what it is. */
export function toFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof ScanError || !('syscall' in error)) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ScanError('DISK_FULL', `The disk has no room for the database ${path}.`, {
      hint: 'Free some space on the disk that holds db-file, and on that of the temporary folder.',
      cause: error,
    });
  }
  return new ScanError('DATABASE_UNUSABLE', `The database ${path} cannot be used: ${error.message}.`, {
    hint: 'Check that db-file names a file in a folder that this run may use.',
    cause: error,
  });
}
