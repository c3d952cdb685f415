import { createGunzip, createZstdDecompress } from 'node:zlib';
import { once } from 'node:events';
import type { Transform } from 'node:stream';

/** Takes compressed bytes and hands on what they hold. */
export interface Decompressor {
  /** A returned promise asks for time. Rejects, or throws, where the bytes are not what they seemed. */
  write(chunk: Uint8Array): void | Promise<void>;
  /** Resolves when everything was handed on. Rejects where the bytes end too early. */
  end(): Promise<void>;
  abort(): void;
}

/** Large steps cost memory and save more time than anything else here. */
const BUFFERS = { chunkSize: 256 * 1024, writableHighWaterMark: 512 * 1024 };

const MAGIC: readonly { readonly bytes: readonly number[]; readonly create: () => Transform }[] = [
  { bytes: [0x1f, 0x8b], create: () => createGunzip(BUFFERS) },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], create: () => createZstdDecompress(BUFFERS) },
];
const LONGEST_MAGIC = 4;

/**
 * Decompresses by what the first bytes are, never by what a media type claims: gzip, zstd, or neither.
 * `take` is called with each piece; an error it throws ends everything.
 */
export function createDecompressor(take: (chunk: Uint8Array) => void): Decompressor {
  let inner: Decompressor | undefined;
  let head = Buffer.alloc(0);

  function begin(): void | Promise<void> {
    const magic = MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
    inner = magic === undefined ? plain(take) : through(magic.create(), take);
    return inner.write(head);
  }

  return {
    write: (chunk) => {
      if (inner !== undefined) return inner.write(chunk);
      head = Buffer.concat([head, chunk]);
      return head.length < LONGEST_MAGIC ? undefined : begin();
    },
    end: async () => {
      if (inner === undefined) await begin();
      await inner?.end();
    },
    abort: () => inner?.abort(),
  };
}

function plain(take: (chunk: Uint8Array) => void): Decompressor {
  return { write: take, end: () => Promise.resolve(), abort: () => undefined };
}

function through(stream: Transform, take: (chunk: Uint8Array) => void): Decompressor {
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure ??= error;
  });
  stream.on('data', (chunk: Uint8Array) => {
    try {
      take(chunk);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const ended = once(stream, 'end');
  ended.catch(() => undefined);
  return {
    write: (chunk) => {
      if (failure !== undefined) throw failure;
      return stream.write(chunk) ? undefined : drained(stream);
    },
    end: async () => {
      if (failure !== undefined) throw failure;
      stream.end();
      await ended;
    },
    abort: () => void stream.destroy(),
  };
}

/** Resolves when the stream takes more, or never will: then the next write says why. */
async function drained(stream: Transform): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}
