import { createGunzip, createZstdDecompress } from 'node:zlib';
import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { ZstdFrames } from './zstd-frames.ts';

/** Takes compressed bytes and hands on what they hold. */
export interface Decompressor {
  /** A returned promise asks for time. Rejects, or throws, where the bytes are not what they seemed. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Resolves when everything was handed on. Rejects where the bytes end too early. */
  end(): Promise<void>;
  abort(): void;
}

/** Large steps cost memory and save more time than anything else here. */
const BUFFERS = { chunkSize: 1024 * 1024, writableHighWaterMark: 1024 * 1024 };

type Take = (chunk: Uint8Array) => void;

/** What bytes may be compressed with. */
export type Compression = 'gzip' | 'zstd';

const MAGIC: readonly { readonly bytes: readonly number[]; readonly compression: Compression }[] = [
  { bytes: [0x1f, 0x8b], compression: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], compression: 'zstd' },
  // A skippable frame: zstd streams may begin with one.
  { bytes: [0x50, 0x2a, 0x4d, 0x18], compression: 'zstd' },
];
/** Bytes that must be seen to tell what a stream is compressed with. */
export const LONGEST_MAGIC = 4;

/** What a stream that begins with these bytes is compressed with; undefined where it is not, or with something else. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  return MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.compression;
}

const CREATE: Readonly<Record<Compression, (take: Take) => Decompressor>> = {
  gzip: (take) => through(createGunzip(BUFFERS), take),
  zstd,
};

/**
 * Decompresses by what the first bytes are, never by what a media type claims: gzip, zstd, or neither.
 * `take` is called with each piece; an error it throws ends everything.
 */
export function createDecompressor(take: Take): Decompressor {
  let inner: Decompressor | undefined;
  let head = Buffer.alloc(0);

  function begin(): Promise<void> | undefined {
    const compression = compressionOf(head);
    inner = (compression === undefined ? plain : CREATE[compression])(take);
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

function plain(take: Take): Decompressor {
  return {
    write: (chunk) => {
      take(chunk);
      return undefined;
    },
    end: () => Promise.resolve(),
    abort: () => undefined,
  };
}

function zstd(take: Take): Decompressor {
  const inner = through(createZstdDecompress(BUFFERS), take);
  const frames = new ZstdFrames();
  return {
    ...inner,
    write: (chunk) => {
      let pause: Promise<void> | undefined;
      for (const piece of frames.split(chunk)) pause = inner.write(piece) ?? pause;
      return pause;
    },
  };
}

function through(stream: Transform, take: Take): Decompressor {
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
