import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { READERS } from '../../src/ecosystems/index.ts';
import { openArchive } from '../../src/archive/open.ts';
import { isDigest } from '../../src/model/digest.ts';
import { MEDIA_TYPES } from '../../src/model/manifest.ts';
import { blobPath, essence, scanArchive, type Scanned, scanRegistry } from '../support/archives.ts';
import type { MadeBlob, MadeImage } from '../support/images.ts';
import { createLayout, type Layout } from '../support/layout.ts';
import { absence, shared } from '../support/machine.ts';
import { succeed } from '../support/program.ts';
import { makeTar } from '../support/tar.ts';

const ROOTFS = 'rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz';
const NAME = 'ghcr.io/acme/shop:1';
const skip = absence({ programs: ['umoci', 'skopeo', 'tar', 'gzip', 'zstd'], files: [ROOTFS] });

suite('An image on disk that a real tool wrote', { skip }, () => {
  const opened = new AsyncDisposableStack();
  const options = { readers: READERS };
  let layout: Layout;
  let folder: string;
  let expected: Scanned;

  before(async () => {
    layout = opened.use(await createLayout());
    folder = join(layout.work, 'layout');
    await layout.make('app', shared(ROOTFS), 'amd64');
    const upper = join(layout.work, 'upper.tar');
    await writeFile(upper, makeTar([{ path: 'etc/os-release', body: 'ID=alpine\nVERSION_ID=3.18.9\nPRETTY_NAME="Ours"\n' }]));
    await layout.umoci('raw add-layer', 'app', upper);
    expected = await scanRegistry(await imageIn(folder), options);
    assert.equal(expected.packages.length, 15);
    assert.equal(expected.releases.get('etc/os-release')?.prettyName, 'Ours');
  });
  after(() => opened.disposeAsync());

  async function copy(target: string, ...args: readonly string[]): Promise<void> {
    const policy = join(layout.work, 'policy.json');
    await succeed('skopeo', ['copy', '--policy', policy, '--quiet', ...args, `oci:${folder}:app`, target]);
  }

  test("is what a registry holds: umoci's layout", async () => {
    assert.deepEqual(await scanArchive(`${folder}:app`, options), expected);
    assert.deepEqual(await scanArchive(folder, options), expected);
  });

  for (const [form, file] of [
    ['oci', 'copied'],
    ['oci-archive', 'copied-oci.tar'],
  ] as const) {
    test(`is what a registry holds: skopeo's ${form}`, async () => {
      const path = join(layout.work, file);
      await copy(`${form}:${path}:${NAME}`);
      assert.deepEqual(await scanArchive(path, options), expected);
      assert.deepEqual(await scanArchive(`${path}:${NAME}`, options), expected);
    });
  }

  for (const format of ['oci', 'v2s2']) {
    test(`is what a registry holds: skopeo's dir (${format})`, async () => {
      const path = join(layout.work, `dir-${format}`);
      await copy(`dir:${path}`, '--format', format);
      const scanned = await scanArchive(path, options);
      assert.deepEqual(essence(scanned).packages, essence(expected).packages);
      const told = await succeed('skopeo', ['inspect', '--format', '{{.Digest}}', `dir:${path}`]);
      assert.equal(scanned.image.digest, told.trim());
    });
  }

  test("is what a registry holds: skopeo's docker-archive, which podman save writes too", async () => {
    const path = join(layout.work, 'docker.tar');
    await copy(`docker-archive:${path}:${NAME}`);
    for (const text of [path, `${path}:${NAME}`, `${path}:1`]) {
      const scanned = await scanArchive(text, options);
      assert.deepEqual(essence(scanned).packages, essence(expected).packages);
      assert.deepEqual(
        scanned.image.layers.map(({ diffID }) => diffID),
        expected.image.layers.map(({ diffID }) => diffID),
      );
    }
    await assert.rejects(scanArchive(`${path}:2`, options), { code: 'IMAGE_NOT_FOUND', message: new RegExp(NAME) });
  });

  for (const [compress, ending] of [
    ['--gzip', 'gz'],
    ['--zstd', 'zst'],
  ] as const) {
    test(`is what a registry holds: a layout that tar packed with ${compress}`, async () => {
      const path = join(layout.work, `packed.tar.${ending}`);
      await succeed('tar', ['--create', compress, `--file=${path}`, `--directory=${folder}`, '.']);
      assert.deepEqual(await scanArchive(path, options), expected);
    });
  }

  test('is told from a filesystem that was packed', async () => {
    await assert.rejects(openArchive(shared(ROOTFS), { signal: new AbortController().signal }), {
      code: 'NOT_AN_IMAGE',
      message: /is a filesystem and not an image/,
    });
  });
});

/** The one image of a layout, as a registry on loopback takes it. */
async function imageIn(layout: string): Promise<MadeImage> {
  const read = async (digest: string): Promise<MadeBlob> => {
    assert.ok(isDigest(digest));
    return { digest, bytes: await readFile(join(layout, blobPath(digest))) };
  };
  const index: { manifests: [{ digest: string }] } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
  const manifest = await read(index.manifests[0].digest);
  const { config, layers }: { config: { digest: string }; layers: { digest: string }[] } = JSON.parse(manifest.bytes.toString());
  return {
    manifest: { ...manifest, mediaType: MEDIA_TYPES.ociManifest },
    config: await read(config.digest),
    layers: await Promise.all(layers.map(async ({ digest }) => await read(digest))),
  };
}
