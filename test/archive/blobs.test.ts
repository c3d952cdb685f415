import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Blobs } from '../../src/archive/blobs.ts';
import { openArchive } from '../../src/archive/open.ts';
import { memoryPassage } from '../../src/archive/passage.ts';
import type { BlobBody } from '../../src/model/blob.ts';
import { layeredImage, ociLayout, savedByOldDocker, writeFolder, writeTar } from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';

const image = layeredImage();
const layer = image.layers[0]!;
const descriptor = { mediaType: '', digest: layer.digest, size: layer.bytes.length };
const HANDLES = '/proc/self/fd';

async function chunksOf({ chunks }: BlobBody): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

suite('A blob on disk', () => {
  let folder: TemporaryFolder;
  let paths: readonly string[];
  const { signal } = new AbortController();
  before(async () => {
    folder = await temporaryFolder();
    const entries = ociLayout(image);
    paths = [
      await writeFolder(join(folder.path, 'layout'), entries),
      await writeTar(join(folder.path, 'layout.tar'), entries),
      await writeTar(join(folder.path, 'layout.tar.gz'), entries, (tar) => gzipSync(tar)),
    ];
  });
  after(() => folder[Symbol.asyncDispose]());

  async function withBody(path: string, offset: number, use: (body: BlobBody) => Promise<void>, given = signal): Promise<void> {
    await using archive = await openArchive(path, { signal });
    const resolved = await archive.blob(descriptor).resolve({ offset, signal: given });
    assert.ok(resolved.kind === 'direct');
    await use(resolved.body);
  }

  test('is read from any byte on, in steps that are not large', async () => {
    for (const path of paths) {
      for (const offset of [0, 1, 300_000, descriptor.size - 1, descriptor.size]) {
        await withBody(path, offset, async (body) => {
          assert.equal(body.start, offset);
          const chunks = await chunksOf(body);
          assert.ok(chunks.every(({ length }) => length > 0 && length <= 256 * 1024));
          assert.deepEqual(Buffer.concat(chunks), layer.bytes.subarray(offset), `${path} from ${offset}`);
        });
      }
    }
  });

  test('that nobody waits for any more ends, and blames nobody', async () => {
    for (const path of paths) {
      await withBody(path, 0, async (body) => {
        const chunks = body.chunks[Symbol.asyncIterator]();
        const step = chunks.next();
        body.cancel();
        await step;
        await assert.doesNotReject(chunks.next());
        assert.equal((await chunks.next()).done, true);
      });
    }
  });

  test('that fails to come after nobody waits for it blames nobody', async () => {
    const step = Promise.withResolvers<Buffer>();
    const passage = { ...memoryPassage(layer.bytes, 0), read: async () => step.promise };
    const member = { name: 'slow', size: descriptor.size, open: () => Promise.resolve(passage) };
    const blobs = new Blobs({ find: () => Promise.resolve(member), [Symbol.asyncDispose]: () => Promise.resolve() });
    const resolved = await blobs.source(descriptor).resolve({ offset: 0, signal });
    assert.ok(resolved.kind === 'direct');
    const waiting = resolved.body.chunks[Symbol.asyncIterator]().next();
    resolved.body.cancel();
    step.reject(new Error('the file was closed'));
    assert.equal((await waiting).done, true);
  });

  test('is not read on when the scan ends', async () => {
    const controller = new AbortController();
    await withBody(
      paths[1]!,
      0,
      async (body) => {
        const chunks = body.chunks[Symbol.asyncIterator]();
        assert.equal((await chunks.next()).done, false);
        controller.abort(new Error('enough'));
        await assert.rejects(async () => chunks.next(), /enough/);
      },
      controller.signal,
    );
  });

  test('leaves no file open behind it', { skip: existsSync(HANDLES) ? false : 'open files are not listed here' }, async () => {
    const old = await writeFolder(join(folder.path, 'old'), savedByOldDocker(image));
    const opened = (await readdir(HANDLES)).length;
    for (const path of [...paths, old]) {
      await using archive = await openArchive(path, { signal });
      const ref = await archive.ref({}, signal);
      assert.ok(ref.kind === 'manifest');
      for (const one of [ref.config, ...ref.layers]) {
        const resolved = await archive.blob(one).resolve({ offset: 0, signal });
        assert.ok(resolved.kind === 'direct');
        // One of them is not read to its end.
        if (one === ref.config) resolved.body.cancel();
        else await chunksOf(resolved.body);
      }
    }
    await assert.rejects(openArchive(join(folder.path, 'layout/oci-layout'), { signal }), { code: 'NOT_AN_IMAGE' });
    const other = await writeTar(join(folder.path, 'other.tar'), [{ path: 'README.md' }]);
    await assert.rejects(openArchive(other, { signal }), { code: 'NOT_AN_IMAGE' });
    assert.equal((await readdir(HANDLES)).length, opened);
  });
});
