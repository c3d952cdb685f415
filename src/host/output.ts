import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorLine, ScanError } from '../model/errors.ts';

/**
 * Makes the place for a report before the scan starts: its folders, and no report of an earlier run that could be taken for this
 * one's. So a folder that cannot be written fails at once and not after the scan. Throws `DISK_FULL` or `OUTPUT_FAILED`.
 */
export async function prepareOutput(path: string): Promise<void> {
  try {
    const target = await locate(path);
    if (target.kind === 'stream') return;
    await mkdir(dirname(target.path), { recursive: true });
    await access(dirname(target.path), constants.W_OK);
    await rm(target.path, { force: true });
  } catch (error) {
    throw outputError(path, error);
  }
}

/**
 * Writes a report whole or not at all: to a file beside, on the disk for certain, then renamed. Throws `DISK_FULL` or
 * `OUTPUT_FAILED`, or the signal's reason; whatever happens, nothing half-written is left.
 */
export async function writeReport(path: string, text: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
  try {
    const target = await locate(path);
    if (target.kind === 'stream') await writeFile(target.path, text, { signal });
    else await replace(target.path, text, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw outputError(path, error);
  }
}

async function replace(path: string, text: string, signal: AbortSignal | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(text, { signal });
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

type Target = { readonly kind: 'file' | 'stream'; readonly path: string };

/** A device or a pipe (`/dev/stdout`) is written to as it is, never replaced; a link is followed, so that it stays one. */
async function locate(path: string): Promise<Target> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return { kind: 'file', path };
  if (found.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  return found.isFile() ? { kind: 'file', path: await realpath(path) } : { kind: 'stream', path };
}

const HINTS: Readonly<Record<string, string>> = {
  EISDIR: 'It is a folder: name a file in it.',
  ENOTDIR: 'A part of the path is a file, not a folder: choose another path.',
  EACCES: 'The user of this run may not write there: choose another path, or change its permissions.',
  EPERM: 'The user of this run may not write there: choose another path, or change its permissions.',
  EROFS: 'That disk is read-only: choose another path.',
  ENAMETOOLONG: 'The path is too long: choose a shorter one.',
};

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The failure to write something, told to people. */
export function outputError(what: string, cause: unknown): ScanError {
  if (cause instanceof ScanError) return cause;
  const code = codeOf(cause) ?? '';
  if (FULL.has(code)) {
    return new ScanError('DISK_FULL', `There is no room for the report in ${what}.`, { hint: 'Free some space.', cause });
  }
  return new ScanError('OUTPUT_FAILED', `The report could not be written to ${what}: ${errorLine(cause)}.`, {
    hint: HINTS[code] ?? 'Choose another path.',
    cause,
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
