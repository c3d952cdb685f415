import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compressedVolume } from '../../src/archive/compressed.ts';
import { openFile } from '../../src/archive/file.ts';
import { openArchive } from '../../src/archive/open.ts';
import { take, type Volume } from '../../src/archive/passage.ts';
import { savedByOldDocker, writeTar } from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { makeImageOf } from '../support/images.ts';

const { signal } = new AbortController();
const MIB = 1024 * 1024;
const bytes = Buffer.from(Array.from({ length: 3 * MIB }, (_, at) => (at * 7 + (at >> 8)) % 251));

interface Counted {
  readonly volume: Volume;
  /** How often the file was read from its beginning. */
  readonly beginnings: () => number;
}

async function compressed(folder: TemporaryFolder, content = bytes, largest?: number): Promise<Counted> {
  const path = join(folder.path, 'bytes.gz');
  await writeFile(path, gzipSync(content, { level: 1 }));
  const handle = await openFile(path);
  let beginnings = 0;
  const read = handle.read.bind(handle) as (buffer: Buffer, at: number, length: number, position: number) => Promise<unknown>;
  Object.assign(handle, {
    read: async (buffer: Buffer, at: number, length: number, position: number) => {
      if (position === 0) beginnings += 1;
      return await read(buffer, at, length, position);
    },
  });
  return { volume: compressedVolume(handle, 'gzip', largest), beginnings: () => beginnings };
}

test('a place in a compressed file is reached from wherever one was', async () => {
  await using folder = await temporaryFolder();
  const { volume } = await compressed(folder);
  await using _ = volume;
  for (const offset of [MIB, 0, 2 * MIB + 17, 5, 3 * MIB - 1]) {
    const passage = await volume.open(offset, signal);
    assert.equal(passage.position, offset);
    assert.deepEqual(await take(passage, 100_000), bytes.subarray(offset, offset + 100_000));
    passage.release();
  }
});

test('places in order cost one pass, and one that lies before costs another', async () => {
  await using folder = await temporaryFolder();
  const { volume, beginnings } = await compressed(folder);
  await using _ = volume;
  const visit = async (offset: number): Promise<void> => {
    const passage = await volume.open(offset, signal);
    await take(passage, 1000);
    passage.release();
  };
  for (const offset of [0, 1000, MIB, 2 * MIB]) await visit(offset);
  assert.equal(beginnings(), 1);
  await visit(MIB);
  assert.equal(beginnings(), 2);
  await visit(MIB + 1000);
  assert.equal(beginnings(), 2);
});

test('two readers at once do not take bytes from each other', async () => {
  await using folder = await temporaryFolder();
  const { volume } = await compressed(folder);
  await using _ = volume;
  // One way is there to be taken, and only one of them may.
  (await volume.open(10, signal)).release();
  const parts = await Promise.all(
    [10, 10, MIB, MIB + 1, 2 * MIB].map(async (offset) => {
      const passage = await volume.open(offset, signal);
      const part = await take(passage, 500_000);
      passage.release();
      return part.equals(bytes.subarray(offset, offset + 500_000));
    }),
  );
  assert.deepEqual(parts, [true, true, true, true, true]);
});

test('a way that is let go of in the middle of a step is not used again', async () => {
  await using folder = await temporaryFolder();
  const { volume } = await compressed(folder);
  await using _ = volume;
  const passage = await volume.open(0, signal);
  const step = passage.read(MIB).catch(() => undefined);
  passage.release();
  const next = await volume.open(0, signal);
  await step;
  assert.deepEqual(await take(next, 1000), bytes.subarray(0, 1000));
  assert.equal((await passage.read(1)).length, 0);
});

test('an archive that unfolds without end is refused', async () => {
  await using folder = await temporaryFolder();
  const { volume } = await compressed(folder, Buffer.alloc(5 * MIB), 4 * MIB);
  await using _ = volume;
  await assert.rejects(volume.open(5 * MIB, signal), { code: 'LIMIT_EXCEEDED', message: /unfolds to more than 4194304 bytes/ });
});

test('the way to a place ends when it is no longer wanted', async () => {
  await using folder = await temporaryFolder();
  const { volume } = await compressed(folder);
  await using _ = volume;
  await assert.rejects(volume.open(2 * MIB, AbortSignal.abort(new Error('enough'))), /enough/);
});

test('nothing of a compressed archive is written, and little of it is held', async () => {
  await using folder = await temporaryFolder();
  const image = makeImageOf([
    [
      { path: 'noise', body: Buffer.alloc(96 * MIB) },
      { path: 'db', body: 'a 1' },
    ],
  ]);
  const path = await writeTar(join(folder.path, 'image.tar.gz'), savedByOldDocker(image), (tar) => gzipSync(tar, { level: 1 }));
  const before = process.memoryUsage().arrayBuffers;
  await using archive = await openArchive(path, { signal });
  const ref = await archive.ref({}, signal);
  assert.ok(ref.kind === 'manifest');
  const resolved = await archive.blob(ref.layers[0]!).resolve({ offset: 0, signal });
  assert.ok(resolved.kind === 'direct');
  let most = 0;
  for await (const chunk of resolved.body.chunks) {
    assert.ok(chunk.length <= 256 * 1024);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  assert.ok(most < 48 * MIB, `${most} bytes were held at once`);
  assert.deepEqual(await readdir(folder.path), ['image.tar.gz']);
});
