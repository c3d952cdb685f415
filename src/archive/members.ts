import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ScanError } from '../model/errors.ts';
import type { Contents } from './contents.ts';
import { damaged } from './damage.ts';
import { filePassage, openFile } from './file.ts';
import { memoryPassage, type Passage, take, type Volume } from './passage.ts';

/** A file in an archive or a folder. */
export interface Member {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** A way through it from an offset on; `position` counts from wherever the member itself begins to be counted. */
  open(offset: number, signal: AbortSignal): Promise<Passage>;
}

/** What an archive or a folder holds, by names with slashes and without a leading one. */
export interface Members extends AsyncDisposable {
  /** Undefined where there is none. Throws `MANIFEST_INVALID` where a link leads out of the whole, or in a circle. */
  find(name: string): Promise<Member | undefined>;
}

const MOST_LINKS = 8;

/** The members of a tar. It owns the volume. */
export function tarMembers(volume: Volume, contents: Contents): Members {
  return {
    find: (name) => Promise.resolve(findContent(volume, contents, name)),
    [Symbol.asyncDispose]: () => volume[Symbol.asyncDispose](),
  };
}

function findContent(volume: Volume, contents: Contents, name: string): Member | undefined {
  let target: string | undefined = name;
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    if (target === undefined) throw damaged(`its member "${name}" is a link that leads out of it`);
    const content = contents.get(target);
    if (content === undefined) return undefined;
    if (content.kind === 'file') {
      const { offset: begin, size, bytes } = content;
      return {
        name,
        size,
        open: async (offset, signal) =>
          bytes === undefined ? await volume.open(begin + offset, signal) : memoryPassage(bytes, offset),
      };
    }
    target = content.target;
  }
  throw damaged(`its member "${name}" is a link in a circle, or behind more than ${MOST_LINKS} others`);
}

/** The files of a folder. A link in it is followed to where it stays in it. */
export async function folderMembers(folder: string): Promise<Members> {
  const root = await realpath(folder);
  return {
    find: async (name) => await findFile(root, name),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function findFile(root: string, name: string): Promise<Member | undefined> {
  try {
    const path = await realpath(join(root, name));
    if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw damaged(`"${name}" in it is a link that leads out of the folder`);
    }
    const found = await stat(path);
    return found.isFile() ? { name, size: found.size, open: async (offset) => await openAt(path, offset) } : undefined;
  } catch (error) {
    if (error instanceof ScanError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw damaged(`"${name}" in it cannot be read (${String(code)})`, error);
  }
}

async function openAt(path: string, offset: number): Promise<Passage> {
  const handle = await openFile(path);
  // Twice is once; and a file that was only read has nothing to lose.
  let closing: Promise<void> | undefined;
  return filePassage(handle, offset, () => {
    closing ??= handle.close().catch(() => undefined);
  });
}

/** The whole of a small member. Throws `LIMIT_EXCEEDED` where it is not small. */
export async function readMember(member: Member, most: number, signal: AbortSignal): Promise<Buffer> {
  const { name, size } = member;
  if (size > most) throw new ScanError('LIMIT_EXCEEDED', `"${name}" is ${size} bytes large, and no more than ${most} are read.`);
  const passage = await member.open(0, signal);
  try {
    const bytes = await take(passage, size);
    if (bytes.length < size) throw damaged(`"${name}" in it ends after ${bytes.length} of ${size} bytes`);
    return bytes;
  } finally {
    passage.release();
  }
}
