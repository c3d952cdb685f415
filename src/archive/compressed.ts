import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { ScanError } from '../model/errors.ts';
import type { Compression } from '../tar/decompress.ts';
import { ZstdFrames } from '../tar/zstd-frames.ts';
import { damaged } from './damage.ts';
import { readAt, STEP } from './file.ts';
import type { Passage, Volume } from './passage.ts';

/** Bytes that a compressed archive may unfold to: as many as a layer may. */
const LARGEST = 256 * 1024 ** 3;
/** Ways that are kept half-way, each with its decompressor's few megabytes. */
const MOST_IDLE = 4;

const CREATE: Readonly<Record<Compression, () => Transform>> = {
  gzip: () => createGunzip({ chunkSize: STEP }),
  zstd: () => createZstdDecompress({ chunkSize: STEP }),
};

/**
 * A compressed file as if it were not. Nothing of it is written to a disk, so a place in it is reached by decompressing all that
 * comes before. A way that was released is kept where it ended, and the nearest one goes on from there: layers that are asked
 * for in the archive's order cost one pass in all. It owns the handle, and unfolds no more than `largest` bytes.
 */
export function compressedVolume(handle: FileHandle, compression: Compression, largest = LARGEST): Volume {
  let idle: Unfolding[] = [];

  function nearest(offset: number): Unfolding | undefined {
    const [best] = idle.filter(({ position }) => position <= offset).sort((a, b) => b.position - a.position);
    idle = idle.filter((one) => one !== best);
    return best;
  }

  function keep(way: Unfolding): void {
    if (way.isOver) return;
    idle = [...idle, way];
    while (idle.length > MOST_IDLE) idle.shift()?.stop();
  }

  return {
    size: undefined,
    open: async (offset, signal) => {
      const way = nearest(offset) ?? new Unfolding(handle, compression, largest);
      try {
        await way.advance(offset, signal);
      } catch (error) {
        way.stop();
        throw error;
      }
      return lent(way, keep);
    },
    [Symbol.asyncDispose]: async () => {
      for (const way of idle.splice(0)) way.stop();
      await handle.close();
    },
  };
}

/** The way, until it is released: then it is somebody else's. In the middle of a step nobody knows where it is, and it ends. */
function lent(way: Unfolding, keep: (way: Unfolding) => void): Passage {
  let isOurs = true;
  let isBusy = false;
  return {
    get position() {
      return way.position;
    },
    advance: async (to, signal) => await way.advance(to, signal),
    read: async (most) => {
      if (!isOurs) return Buffer.alloc(0);
      isBusy = true;
      try {
        return await way.read(most);
      } finally {
        isBusy = false;
      }
    },
    release: () => {
      if (!isOurs) return;
      isOurs = false;
      if (isBusy) way.stop();
      else keep(way);
    },
  };
}

/** One decompressor on its way through the file. */
class Unfolding {
  readonly #stream: Transform;
  readonly #largest: number;
  readonly #chunks: AsyncIterator<Buffer>;
  #left: Buffer = Buffer.alloc(0);
  #position = 0;
  #isOver = false;

  constructor(handle: FileHandle, compression: Compression, largest: number) {
    this.#largest = largest;
    const source = Readable.from(piecesOf(handle, compression), { highWaterMark: 1 });
    // What goes wrong is thrown where the chunks are read.
    this.#stream = pipeline(source, CREATE[compression](), () => undefined);
    this.#chunks = this.#stream[Symbol.asyncIterator]();
  }

  get position(): number {
    return this.#position;
  }

  /** Ended, failed or stopped: of no use any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  async advance(to: number, signal: AbortSignal): Promise<void> {
    while (this.#position < to) {
      signal.throwIfAborted();
      const { length } = await this.read(to - this.#position);
      if (length === 0) return;
    }
  }

  async read(most: number): Promise<Buffer> {
    if (this.#left.length === 0) this.#left = await this.#next();
    const piece = this.#left.subarray(0, most);
    this.#left = this.#left.subarray(piece.length);
    this.#position += piece.length;
    if (this.#position > this.#largest) throw tooLarge(this.#largest);
    return piece;
  }

  stop(): void {
    this.#isOver = true;
    this.#stream.destroy();
  }

  async #next(): Promise<Buffer> {
    if (this.#isOver) return Buffer.alloc(0);
    try {
      const { done, value } = await this.#chunks.next();
      if (done !== true) return value;
    } catch (error) {
      this.#isOver = true;
      throw error instanceof ScanError ? error : damaged(`it breaks off or is damaged after ${this.#position} bytes`, error);
    }
    this.#isOver = true;
    return Buffer.alloc(0);
  }
}

async function* piecesOf(handle: FileHandle, compression: Compression): AsyncGenerator<Uint8Array> {
  const frames = compression === 'zstd' ? new ZstdFrames() : undefined;
  for (let position = 0; ; ) {
    const piece = await readAt(handle, position, STEP);
    if (piece.length === 0) return;
    position += piece.length;
    yield* frames?.split(piece) ?? [piece];
  }
}

function tooLarge(largest: number): ScanError {
  return new ScanError('LIMIT_EXCEEDED', `The archive unfolds to more than ${largest} bytes.`);
}
