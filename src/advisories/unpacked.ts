import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** Bytes that are read at a time. */
const STEP = 256 * 1024;
const HEAD = 64;

const MAGIC = {
  gzip: [0x1f, 0x8b],
  bzip2: [0x42, 0x5a, 0x68],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
} as const;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
]);

/** The bytes of a file, as they are. */
export function bytesOf(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: STEP, signal });
}

/** What a compressed file holds. Throws an Error where that is more than `largest` bytes, or where the file is damaged. */
export async function* unpacked(
  path: string,
  {
    compression,
    largest,
    signal,
  }: { readonly compression: 'gzip' | 'zstd'; readonly largest: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: STEP, signal });
  const decompressor = compression === 'gzip' ? createGunzip({ chunkSize: STEP }) : createZstdDecompress({ chunkSize: STEP });
  // The iteration below throws what goes wrong.
  const chunks: AsyncIterable<Uint8Array> = pipeline(file, decompressor, () => undefined);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > largest) throw new Error(`it unpacks to more than ${String(largest)} bytes`);
    yield chunk;
  }
}

/** Throws an Error where a file does not begin as one of this compression does: a page that asks to sign in is none. */
export async function verifyCompression(path: string, compression: keyof typeof MAGIC): Promise<void> {
  const { head } = await ends(path);
  if (!MAGIC[compression].every((byte, index) => head[index] === byte)) throw new Error(`is not ${compression}`);
}

/**
 * Throws an Error where a file is no JSON from the look of its first and last character, which are those of an object or of an array: a page
 * that asks to sign in, or what was cut.
 */
export async function verifyJson(path: string): Promise<void> {
  const { head, tail } = await ends(path);
  const closing = CLOSING.get(head.toString('latin1').trimStart().charAt(0));
  if (closing === undefined) throw new Error('is not JSON');
  if (!tail.toString('latin1').trimEnd().endsWith(closing)) throw new Error('is JSON without its end');
}

async function ends(path: string): Promise<{ readonly head: Buffer; readonly tail: Buffer }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return { head: await piece(file, 0), tail: await piece(file, Math.max(0, size - HEAD)) };
  } finally {
    await file.close();
  }
}

async function piece(file: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, position);
  return buffer.subarray(0, bytesRead);
}
