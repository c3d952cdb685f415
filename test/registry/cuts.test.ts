import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test } from 'node:test';
import { download } from '../../src/registry/download.ts';
import { memorySink, sourceOf } from '../support/fetching.ts';
import { blob, type MadeBlob } from '../support/images.ts';
import { transferring } from '../support/transferring.ts';

/** Downloads a blob once for each offset, and breaks its first answer there. */
async function cutAt(content: MadeBlob, offsets: readonly number[]): Promise<void> {
  let offset = 0;
  await using place = await transferring(content, { store: { cut: ({ range }) => (range === undefined ? next() : undefined) } });
  let broken = false;
  function next(): number | undefined {
    if (broken) return undefined;
    broken = true;
    return offset;
  }
  for (offset of offsets) {
    broken = false;
    const bytes = await download(sourceOf(place.client, content), memorySink, place);
    assert.ok(bytes.equals(content.bytes), `cut at ${offset}`);
    assert.ok(broken);
    assert.ok(place.store.mostSent(`blobs/${content.digest}`) <= 2, `cut at ${offset}`);
  }
}

test('a small blob arrives whole wherever its first answer breaks, and no byte is sent more than twice', async () => {
  const content = blob(randomBytes(300));
  await cutAt(
    content,
    Array.from({ length: content.bytes.length }, (_, offset) => offset),
  );
});

test('so does a large one, at five hundred places', async () => {
  const content = blob(randomBytes(512 * 1024));
  const edges = [1, content.bytes.length - 1];
  await cutAt(content, [...edges, ...Array.from({ length: 498 }, () => randomInt(content.bytes.length))]);
});
