import assert from 'node:assert/strict';
import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { openArchive } from '../../src/archive/open.ts';
import { ScanError } from '../../src/model/errors.ts';
import { layeredImage, ociLayout, savedByOldDocker, scanArchive, writeTar } from '../support/archives.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeImageOf } from '../support/images.ts';
import { makeTar } from '../support/tar.ts';

const small = makeImageOf([[{ path: 'db', body: 'a 1' }], [{ path: 'db', body: 'a 1\nb 2' }]]);

for (const [form, tar] of [
  ['an OCI layout', makeTar(ociLayout(small))],
  ['what an old Docker saves', makeTar(savedByOldDocker(small))],
] as const) {
  for (const [compression, bytes] of [
    ['uncompressed', tar],
    ['compressed with gzip', gzipSync(tar)],
    ['compressed with zstd', zstdCompressSync(tar)],
  ] as const) {
    test(`an archive that was cut anywhere is read whole or not at all: ${form}, ${compression}`, async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'image.tar');
      await writeFile(path, bytes);
      const expected = await scanArchive(path);
      const step = Math.max(1, Math.floor(bytes.length / 150));
      let refused = 0;
      for (let length = bytes.length - 1; length >= 0; length -= length > bytes.length - 20 ? 1 : step) {
        await truncate(path, length);
        const outcome = await scanArchive(path).catch((error: unknown) => error);
        if (outcome instanceof ScanError) refused += 1;
        else assert.deepEqual(outcome, expected, `cut to ${length} bytes`);
      }
      assert.ok(refused > 100);
    });
  }
}

test('an archive that breaks off says where before anything of it is believed', async () => {
  await using folder = await temporaryFolder();
  const tar = makeTar([...ociLayout(small), { path: 'last', body: 'x'.repeat(5000) }]);
  const path = join(folder.path, 'image.tar');
  await writeFile(path, tar.subarray(0, tar.length - 1024 - 512));
  await assert.rejects(openArchive(path, { signal: new AbortController().signal }), {
    code: 'MANIFEST_INVALID',
    message: 'The image on disk cannot be used: it breaks off within "last", 392 bytes before that ends.',
  });
});

test('an archive that shrinks while it is read is told of, and not tried again', async () => {
  await using folder = await temporaryFolder();
  const path = await writeTar(join(folder.path, 'image.tar'), ociLayout(layeredImage()));
  const { signal } = new AbortController();
  await using archive = await openArchive(path, { signal });
  const ref = await archive.ref({}, signal);
  assert.ok(ref.kind === 'manifest');
  const source = archive.blob(ref.layers[0]!);
  await using file = await open(path, 'r+');
  await file.truncate(3 * 1024);
  const resolved = await source.resolve({ offset: 0, signal });
  assert.ok(resolved.kind === 'direct');
  await assert.rejects(
    async () => {
      for await (const chunk of resolved.body.chunks) assert.ok(chunk.length > 0);
    },
    { code: 'MANIFEST_INVALID', message: /ends after \d+ of \d+ bytes/ },
  );
});
