import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { damaged } from './damage.ts';
import type { Passage, Volume } from './passage.ts';

/** Bytes of one read: large enough to be fast, small enough for many layers at once. */
export const STEP = 256 * 1024;

/** Opens a file to be read. Never waits for somebody to write to a pipe of that name. */
export async function openFile(path: string): Promise<FileHandle> {
  return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/** Reads from a place in a file, which moves nothing: many may do it at once. Throws `MANIFEST_INVALID` where the disk fails. */
export async function readAt(handle: FileHandle, position: number, most: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(most, STEP));
  try {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw damaged(`it cannot be read at byte ${position}`, error);
  }
}

/** A way through an open file. `close` is what releasing it means. */
export function filePassage(handle: FileHandle, offset: number, close: () => void): Passage {
  let position = offset;
  return {
    get position() {
      return position;
    },
    advance: (to) => {
      position = Math.max(position, to);
      return Promise.resolve();
    },
    read: async (most) => {
      const piece = await readAt(handle, position, most);
      position += piece.length;
      return piece;
    },
    release: close,
  };
}

/** A file as it lies there. It owns the handle. */
export function fileVolume(handle: FileHandle, size: number): Volume {
  return {
    size,
    open: (offset) => Promise.resolve(filePassage(handle, offset, () => undefined)),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
