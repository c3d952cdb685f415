import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { ScanError } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import { messageOf } from '../fault.ts';
import { toFileError, unpackDatabase } from './compressed.ts';
import { checkFile, type FileKind, inspect } from './schema.ts';
import { isSound, openWriter, type Writer } from './writer.ts';

export interface StagingPorts {
  readonly log: Pick<Log, 'info' | 'notice'>;
  /** A folder for files of this run alone. */
  scratch(): Promise<string>;
  readonly signal: AbortSignal;
}

/** https://facebook.github.io/zstd/zstd_manual.html: beyond this, time grows faster than the file shrinks. */
const COMPRESSION_LEVEL = 9;

/**
 * Opens the file in which a database is built, beside the one that it will replace: what a run that was interrupted has left, where that
 * is of use, else what the finished database holds. Throws `USAGE` where the name is that of another program's file, which is left alone,
 * `DATABASE_UNUSABLE` where another run is writing it, and `DISK_FULL`.
 */
export async function openStaging(file: string, ports: StagingPorts): Promise<Writer> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const finished = await kindOf(file);
    refuseForeign(file, finished);
    const part = partOf(file);
    const isResumed = await isOfUse(part, file);
    const writer = openWriter(part);
    try {
      if (isResumed) ports.log.info(`What an interrupted update has left in ${part} is gone on with.`);
      else await adopt(file, { finished, writer, ports });
      return writer;
    } catch (error) {
      writer[Symbol.dispose]();
      if (!isResumed) await discardStaging(file);
      throw error;
    }
  } catch (error) {
    throw toFileError(error, file);
  }
}

/** Puts a finished database, which nobody has open any longer, in the place of the old one: at once and whole. */
export async function publish(file: string): Promise<void> {
  const part = partOf(file);
  const whole = `${file}.new`;
  const packed = `${file}.new.zst`;
  try {
    // First of all, so that no other run goes on with it.
    await rename(part, whole);
    await rm(`${part}-journal`, { force: true });
    if (!file.endsWith('.zst')) return await replace(whole, file);
    await compress(whole, packed);
    await replace(packed, file);
    await rm(whole, { force: true });
  } catch (error) {
    throw toFileError(error, file);
  }
}

/** Removes what a run leaves that came to nothing. */
export async function discardStaging(file: string): Promise<void> {
  const part = partOf(file);
  await rm(`${part}-journal`, { force: true });
  await rm(part, { force: true });
}

function partOf(file: string): string {
  return `${file}.part`;
}

async function kindOf(path: string): Promise<FileKind> {
  return await inspect(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'empty' };
    throw error;
  });
}

/** Whether there is something to go on with. What is no use is removed. Throws `DATABASE_UNUSABLE` where another run is writing it. */
async function isOfUse(part: string, file: string): Promise<boolean> {
  const { kind } = await kindOf(part);
  // Nothing yet: it may be one that another run has just begun, and then it is locked.
  if (kind === 'empty') return false;
  if (kind === 'ours' && isSound(part) && (await timeOf(part)) >= (await timeOf(file))) return true;
  await rm(`${part}-journal`, { force: true });
  await rm(part, { force: true });
  return false;
}

/** Milliseconds since the epoch; 0 where there is no such file. */
async function timeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}

interface Adoption {
  readonly finished: FileKind;
  readonly writer: Writer;
  readonly ports: StagingPorts;
}

/** Takes over what the finished database holds. One that is damaged is no reason not to build another. */
async function adopt(file: string, { finished, writer, ports }: Adoption): Promise<void> {
  if (finished.kind === 'empty') return;
  try {
    const plain = finished.kind === 'zstd' ? await unpackDatabase(file, ports) : file;
    refuseForeign(file, await inspect(plain));
    await checkFile(plain);
    writer.adopt(plain);
    if (plain !== file) await rm(plain, { force: true });
  } catch (error) {
    if (!(error instanceof ScanError) || error.code !== 'DATABASE_UNUSABLE') throw error;
    ports.log.notice(`${messageOf(error)} It is built from nothing.`);
  }
}

/** A wrong name must not cost anybody a file. */
function refuseForeign(file: string, found: FileKind): void {
  if (found.kind !== 'foreign' && found.kind !== 'no-database') return;
  throw new ScanError('USAGE', `The file ${file} is not overwritten: ${found.why}.`, {
    hint: 'Give db-file another name, or remove that file.',
  });
}

async function compress(from: string, to: string): Promise<void> {
  const params = { [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL };
  await pipeline(createReadStream(from), createZstdCompress({ params }), createWriteStream(to));
}

/** What is on the disk when the name changes is on it after a crash as well. */
async function replace(from: string, to: string): Promise<void> {
  await sync(from);
  await rename(from, to);
  // Windows has no such thing for a folder, and needs none.
  await sync(dirname(to)).catch(() => undefined);
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
