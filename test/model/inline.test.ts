import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Digest } from '../../src/model/digest.ts';
import { inlineBytes, inlineSource } from '../../src/model/inline.ts';
import { digestOf } from '../support/images.ts';

const known: readonly (readonly [string, Digest, number, (bytes: Buffer) => Buffer, Buffer])[] = [
  ['nothing', 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0, (bytes) => bytes, Buffer.alloc(0)],
  [
    'an empty tar',
    'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
    1024,
    (bytes) => bytes,
    Buffer.alloc(1024),
  ],
  [
    "Docker's empty layer",
    'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4',
    32,
    gunzipSync,
    Buffer.alloc(1024),
  ],
  [
    "BuildKit's empty layer",
    'sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1',
    32,
    gunzipSync,
    Buffer.alloc(1024),
  ],
  [
    'an empty object',
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    2,
    (bytes) => bytes,
    Buffer.from('{}'),
  ],
];

for (const [what, digest, size, unfold, content] of known) {
  test(`${what} is known and need not be asked for`, () => {
    for (const told of [size, undefined]) {
      const bytes = inlineBytes({ mediaType: '', digest, size: told });
      assert.ok(bytes !== undefined);
      assert.deepEqual([digestOf(bytes), bytes.length], [digest, size]);
      assert.deepEqual(unfold(Buffer.from(bytes)), content);
    }
    assert.equal(
      inlineBytes({ mediaType: '', digest, size: size + 1 }),
      undefined,
      'a size that contradicts is for the registry',
    );
  });
}

const bytes = Buffer.from('{"a":1}');
const carried = { mediaType: '', digest: digestOf(bytes), size: bytes.length, data: bytes.toString('base64') };

test('content that a descriptor carries is used where its size and its digest are right', () => {
  assert.deepEqual(inlineBytes(carried), bytes);
});

const wrong: readonly (readonly [string, Partial<typeof carried>])[] = [
  ['another size', { size: 8 }],
  ['another digest', { digest: digestOf(Buffer.from('x')) }],
  ['changed bytes', { data: Buffer.from('{"a":2}').toString('base64') }],
  ['no base64', { data: '%%%' }],
];

for (const [what, fields] of wrong) {
  test(`content that a descriptor carries wrongly is fetched instead: ${what}`, () =>
    assert.equal(inlineBytes({ ...carried, ...fields }), undefined));
}

test('a blob that is here is read from any offset', async () => {
  const source = inlineSource(carried, bytes);
  for (const offset of [0, 3, bytes.length]) {
    const resolved = await source.resolve({ offset, signal: new AbortController().signal });
    assert.ok(resolved.kind === 'direct');
    assert.equal(resolved.body.start, offset);
    assert.deepEqual(await bytesOf(resolved.body.chunks), bytes.subarray(offset));
  }
});

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
