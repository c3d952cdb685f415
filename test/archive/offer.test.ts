import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { openArchive } from '../../src/archive/open.ts';
import { blobEntries, layeredImage, layoutEntries, savedByOldDocker, savedEntry, writeTar } from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { makeIndex } from '../support/images.ts';

const { signal } = new AbortController();
const [one, two] = [layeredImage(1), layeredImage(2)];

suite('Of several images in one archive', () => {
  let folder: TemporaryFolder;
  let layout: string;
  let saved: string;
  before(async () => {
    folder = await temporaryFolder();
    const whole = { 'io.containerd.image.name': 'ghcr.io/acme/shop:2' };
    layout = await writeTar(join(folder.path, 'layout.tar'), [
      ...layoutEntries([
        { manifest: one.manifest, name: 'v1' },
        { manifest: one.manifest, name: 'stable' },
        { manifest: two.manifest, name: '2', annotations: whole },
      ]),
      ...[one, two].flatMap(blobEntries),
    ]);
    // The layers of both lie at the same places, so only their configurations tell them apart.
    const images = [one, two].map(({ config }, index) => ({
      config: `${config.digest.slice(7)}.json`,
      tags: index === 0 ? ['alpine:3.18', 'localhost/mine:1'] : ['docker.io/library/alpine:3.19'],
      layers: one.layers.map((_, at) => `${String(at).repeat(64)}/layer.tar`),
    }));
    saved = await writeTar(join(folder.path, 'saved.tar'), [
      ...savedByOldDocker(one),
      { path: images[1]!.config, body: two.config.bytes },
      savedEntry(images),
    ]);
  });
  after(() => folder[Symbol.asyncDispose]());

  async function digestOf(path: string, tag?: string): Promise<string> {
    await using archive = await openArchive(path, { signal });
    return (await archive.ref(tag === undefined ? {} : { tag }, signal)).digest;
  }

  async function configOf(path: string, tag: string): Promise<string> {
    await using archive = await openArchive(path, { signal });
    const ref = await archive.ref({ tag }, signal);
    return ref.kind === 'manifest' ? ref.config.digest : '';
  }

  test('one is chosen by its name, whole, short, or its tag alone', async () => {
    assert.equal(await digestOf(layout, 'v1'), one.manifest.digest);
    assert.equal(await digestOf(layout, 'stable'), one.manifest.digest);
    for (const name of ['2', 'ghcr.io/acme/shop:2']) assert.equal(await digestOf(layout, name), two.manifest.digest, name);
    for (const name of ['alpine:3.18', 'docker.io/library/alpine:3.18', '3.18', 'localhost/mine:1']) {
      assert.equal(await configOf(saved, name), one.config.digest, name);
    }
    assert.equal(await configOf(saved, 'alpine:3.19'), two.config.digest);
  });

  test('one is chosen by its digest', async () => {
    assert.equal(await digestOf(layout, two.manifest.digest), two.manifest.digest);
    assert.equal(await digestOf(`${layout}:${two.manifest.digest}`), two.manifest.digest);
    await using archive = await openArchive(layout, { signal });
    assert.equal((await archive.ref({ digest: two.manifest.digest }, signal)).digest, two.manifest.digest);
  });

  test('none is guessed at: what there is, is told', async () => {
    await assert.rejects(digestOf(layout), {
      code: 'USAGE',
      message: 'The archive holds 2 images: stable, ghcr.io/acme/shop:2 = 2.',
    });
    await assert.rejects(digestOf(saved), {
      code: 'USAGE',
      message: /alpine:3.18 = localhost\/mine:1, docker.io\/library\/alpine:3.19/,
    });
  });

  test('a name that none has is told of, with those that there are', async () => {
    await assert.rejects(digestOf(saved, 'alpine:3.20'), {
      code: 'IMAGE_NOT_FOUND',
      message: /^There is no image "alpine:3.20" in the archive, only alpine:3.18/,
    });
    await assert.rejects(digestOf(layout, 'shop:2'), { code: 'IMAGE_NOT_FOUND' });
  });

  test('two of one name and one platform are not guessed at', async () => {
    const platform = { os: 'linux', architecture: 'amd64' };
    const path = await writeTar(join(folder.path, 'twice.tar'), [
      ...layoutEntries([
        { manifest: one.manifest, name: 'v1', platform },
        { manifest: two.manifest, name: 'v1', platform },
      ]),
      ...[one, two].flatMap(blobEntries),
    ]);
    await assert.rejects(digestOf(path, 'v1'), { code: 'USAGE', message: /holds 2 images of the name "v1"/ });
  });

  test('a list of many names is cut', async () => {
    const listed = Array.from({ length: 50 }, (_, index) => ({
      manifest: makeIndex([{ image: one, annotations: { index: String(index) } }]),
      name: `${index}-${'n'.repeat(300)}`,
    }));
    const path = await writeTar(join(folder.path, 'many.tar'), layoutEntries(listed));
    await assert.rejects(digestOf(path), (error: Error) => {
      assert.match(error.message, /holds 50 images: .*, 30 more\.$/);
      assert.ok(error.message.length < 5000);
      return true;
    });
  });
});
