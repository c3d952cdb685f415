import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ScanError } from '../model/errors.ts';

/** A file or a folder that is there, and which of the images in it is meant. */
export interface Place {
  readonly path: string;
  readonly stats: Stats;
  readonly name?: string;
}

const HINT = 'Give a file that docker save or podman save wrote, or the folder of an OCI layout.';

/**
 * Finds `path` or `path:name`, as skopeo and podman write it. What is there as a whole is a path, whatever colons are in it.
 * Throws `USAGE` where nothing is there, or nothing that can be read.
 */
export async function findPlace(text: string): Promise<Place> {
  const whole = await look(text);
  if (whole !== undefined) return { path: text, stats: whole };
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    const [path, name] = [text.slice(0, colon), text.slice(colon + 1)];
    const stats = path === '' || name === '' ? undefined : await look(path);
    if (stats !== undefined) return { path, stats, name };
  }
  throw new ScanError('USAGE', `There is no ${text}.`, { hint: HINT });
}

async function look(path: string): Promise<Stats | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isFile() || stats.isDirectory()) return stats;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) return undefined;
    throw unreadable(path, error);
  }
  throw new ScanError('USAGE', `${path} is neither a file nor a folder: it cannot be read from any place in it.`, { hint: HINT });
}

/** The error for a path that this user may not read. */
export function unreadable(path: string, error: unknown): ScanError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new ScanError('USAGE', `${path} cannot be opened (${code}).`, {
    hint: 'Check that this user may read it.',
    cause: error,
  });
}
