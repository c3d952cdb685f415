import type { OwnedFiles } from './model/inventory.ts';
import { hashPath } from './model/path-set.ts';

/** Finds the distribution's package that brought a file. */
export type OwnerOf = (path: string) => string | undefined;

/**
 * Answers for these paths alone which package brought each: a system has a hundred times more files than there are to ask for.
 * `aliases` are the other ways to a path through links of folders, because a package may have been made before `lib` became `usr/lib`.
 */
export function findOwners(
  paths: Iterable<string>,
  owned: readonly OwnedFiles[],
  aliases: (path: string) => readonly string[],
): OwnerOf {
  const asked = new Map<number, string>();
  for (const path of paths) {
    for (const name of [path, ...aliases(path)]) asked.set(hashPath(name), path);
  }
  const owners = new Map<string, string>();
  for (const { owner, files } of asked.size === 0 ? [] : owned) {
    for (const hash of files.hashes) {
      const path = asked.get(hash);
      if (path !== undefined && !owners.has(path)) owners.set(path, owner);
    }
  }
  return (path) => owners.get(path);
}
