import { cleanPath } from '../tar/tar-header.ts';

/** The folder that a path lies in; `''` for what lies in the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The path of something in a folder, which is `''` for the root. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** What of a path lies below a folder, with its slash; undefined where the path is neither the folder nor in it. */
export function below(folder: string, path: string): string | undefined {
  if (folder === '') return path === '' ? '' : `/${path}`;
  if (!path.startsWith(folder)) return undefined;
  return path.length === folder.length || path.charCodeAt(folder.length) === SLASH ? path.slice(folder.length) : undefined;
}

const SLASH = 0x2f;

/** The folders that a path lies in, the nearest first, the root `''` last. */
export function* foldersOf(path: string): Generator<string> {
  for (let folder = path; folder !== ''; ) {
    folder = folderOf(folder);
    yield folder;
  }
}

/**
 * The path at which an entry of a layer is unpacked. What climbs with `..` climbs no further than the root, as in every runtime.
 * Undefined for the root itself.
 */
export function unpackedPath(written: string): string | undefined {
  const clean = cleanPath(written);
  if (clean !== undefined || !written.includes('..')) return clean;
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.join('/');
}
