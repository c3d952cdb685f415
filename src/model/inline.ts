import { createHash } from 'node:crypto';
import type { BlobSource } from './blob.ts';
import { algorithmOf, type Digest } from './digest.ts';
import type { Descriptor } from './image.ts';

/** Two blocks of zeros are an empty tar; these are the ways in which builders compress it. */
const EMPTY: ReadonlyMap<Digest, Buffer> = new Map([
  ['sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', Buffer.alloc(0)],
  ['sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef', Buffer.alloc(1024)],
  // Docker's.
  [
    'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4',
    Buffer.from('1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000', 'hex'),
  ],
  // BuildKit's.
  [
    'sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1',
    Buffer.from('1f8b08000000000000ff621805a360148c5800080000ffff2eafb5ef00040000', 'hex'),
  ],
  ['sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', Buffer.from('{}')],
]);

/**
 * The bytes of a blob that nobody needs to be asked for: a known empty one, or what its descriptor carries, where that has the
 * size and the digest that it should. Undefined where it must be fetched.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#embedded-content
 */
export function inlineBytes({ digest, size, data }: Descriptor): Uint8Array | undefined {
  const empty = EMPTY.get(digest);
  if (empty !== undefined) return size === undefined || size === empty.length ? empty : undefined;
  if (data === undefined) return undefined;
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length !== size) return undefined;
  const algorithm = algorithmOf(digest);
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` === digest ? bytes : undefined;
}

/** A blob that is already here. */
export function inlineSource(descriptor: Descriptor, bytes: Uint8Array): BlobSource {
  return {
    descriptor,
    resolve: ({ offset }) =>
      Promise.resolve({ kind: 'direct', body: { start: offset, chunks: once(bytes.subarray(offset)), cancel: () => undefined } }),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}
