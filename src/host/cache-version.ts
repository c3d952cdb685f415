import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const VERSION = /^1\.(?<time>\d{1,15})\.\d+$/;

/** How long a copy is kept after a newer one was made, in milliseconds: another run may have found it and not opened it yet. */
const GRACE = 60 * 60 * 1000;

/** A key's name in the tool cache: readable, and safe as a folder's name on every system. */
export function toolName(key: string): string {
  const slug = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  return `hullcheck-${slug}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}

/** The version of a copy that was made at this time, in milliseconds since the epoch. */
export function versionAt(time: number, distinction: number): string {
  return `1.${time}.${distinction}`;
}

/** When a version's copy was made, in milliseconds since the epoch; undefined where the version is not one of ours. */
export function madeAt(version: string): number | undefined {
  const time = VERSION.exec(version)?.groups?.['time'];
  return time === undefined ? undefined : Number(time);
}

/**
 * Removes the copies that were superseded an hour ago or longer, and what a run left that was ended while it wrote. Best effort: a copy
 * that stays costs space alone.
 */
export async function pruneVersions(folder: string, now: number): Promise<void> {
  const versions = (await readdir(folder).catch(() => []))
    .map((version) => ({ version, time: madeAt(version) }))
    .filter((copy): copy is { version: string; time: number } => copy.time !== undefined)
    .sort((a, b) => a.time - b.time);
  const superseded = versions.filter((_, index) => {
    const successor = versions[index + 1];
    return successor !== undefined && now - successor.time >= GRACE;
  });
  await Promise.allSettled(superseded.map(({ version }) => rm(join(folder, version), { recursive: true, force: true })));
}
