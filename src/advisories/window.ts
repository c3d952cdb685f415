import type { FileHandle } from 'node:fs/promises';

const WINDOW = 1024 * 1024;

/**
 * A file seen through one window that moves: small reads that follow each other cost one read of the disk a mebibyte,
 * and memory holds one window, however long the file is.
 */
export class FileWindow {
  readonly #handle: FileHandle;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** So many bytes from this position. Throws an Error where the file ends before. */
  async at(position: number, length: number): Promise<Buffer> {
    if (position < this.#start || position + length > this.#start + this.#bytes.length) await this.#move(position, length);
    const from = position - this.#start;
    if (from + length > this.#bytes.length) throw new Error('the file ends in the middle');
    return this.#bytes.subarray(from, from + length);
  }

  async #move(position: number, length: number): Promise<void> {
    // A new buffer each time, because what was handed out before points into the old one.
    const bytes = Buffer.allocUnsafe(Math.max(WINDOW, length));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#start = position;
    this.#bytes = bytes.subarray(0, filled);
  }
}
