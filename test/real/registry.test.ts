import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { ScanError } from '../../src/model/errors.ts';
import type { Report } from '../../src/model/report.ts';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { createLayout, type Layout } from '../support/layout.ts';
import { absence, shared } from '../support/machine.ts';
import { feedOf, type OsvServer, osvServer } from '../support/osv.ts';
import { succeed } from '../support/program.ts';
import { scanReal } from '../support/scanning.ts';

const AMD64 = 'rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz';
const ARM64 = 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz';
const USER = 'scanner';
const PASSWORD = 'correct horse';
/** The password above, hashed once with bcrypt, which is all that docker-registry accepts. */
const HTPASSWD = `${USER}:$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2`;

const skip = absence({ programs: ['docker-registry', 'umoci', 'skopeo', 'sha256sum'], files: [AMD64, ARM64] });

suite('A real registry', { skip }, () => {
  const opened = new AsyncDisposableStack();
  let open: DockerRegistry;
  let closed: DockerRegistry;
  let layout: Layout;
  let osv: OsvServer;

  before(async () => {
    open = opened.use(await startDockerRegistry());
    closed = opened.use(await startDockerRegistry(HTPASSWD));
    layout = opened.use(await createLayout());
    osv = opened.use(await osvServer({ Alpine: feedOf({ id: 'ALPINE-NONE' }), AlmaLinux: feedOf({ id: 'ALSA-NONE' }) }));
    await layout.make('amd64', shared(AMD64), 'amd64');
    await layout.make('arm64', shared(ARM64), 'arm64');
    await layout.index('multi', [
      { tag: 'amd64', architecture: 'amd64' },
      { tag: 'arm64', architecture: 'arm64' },
    ]);
    await layout.push('multi', `${open.host}/team/app:oci`, '--all');
    await layout.push('multi', `${open.host}/team/app:docker`, '--all', '--format', 'v2s2');
    await layout.push('amd64', `${closed.host}/team/app:1`, '--dest-creds', `${USER}:${PASSWORD}`);
  });
  after(() => opened.disposeAsync());

  const scanned = async (reference: string, options: Readonly<Record<string, string>> = {}): Promise<Report> =>
    await scanReal(reference, { options: { 'osv-url': osv.url, ...options } });

  for (const format of ['oci', 'docker']) {
    test(`reports the digests of an index (${format}), and of the platform in it, that skopeo reads`, async () => {
      const reference = `${open.host}/team/app:${format}`;
      const raw = await succeed('skopeo', ['inspect', '--tls-verify=false', '--raw', `docker://${reference}`]);
      const told = await succeed('skopeo', ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${reference}`]);
      const [hex = ''] = (await succeed('sha256sum', [], { input: raw })).split(' ');
      const index: { manifests: { digest: string; platform: { architecture: string } }[] } = JSON.parse(raw);
      assert.equal(index.manifests.length, 2);

      for (const { digest, platform } of index.manifests) {
        const report = await scanned(reference, { platform: `linux/${platform.architecture}` });
        assert.equal(report.image.digest, `sha256:${hex}`);
        assert.equal(report.image.digest, told.trim());
        assert.equal(report.image.manifestDigest, digest);
        assert.equal(report.image.platform.architecture, platform.architecture);
        assert.equal(report.release?.id, platform.architecture === 'arm64' ? 'almalinux' : 'alpine');
      }
    });
  }

  test('reports the layers that skopeo lists, with their sizes', async () => {
    const reference = `${open.host}/team/app:oci`;
    const inspect = ['--override-arch', 'arm64', 'inspect', '--tls-verify=false', `docker://${reference}`];
    const told: { Layers: string[] } = JSON.parse(await succeed('skopeo', inspect));
    const report = await scanned(reference, { platform: 'linux/arm64' });
    assert.deepEqual(
      report.image.layers.map(({ digest }) => digest),
      told.Layers,
    );
    assert.equal(report.fetched.bytesFetched, report.image.layers[0]?.size);
  });

  test('gives the same image by its digest as by its tag', async () => {
    const byTag = await scanned(`${open.host}/team/app:docker`, { platform: 'linux/amd64' });
    const byDigest = await scanned(`${open.host}/team/app@${byTag.image.manifestDigest}`);
    assert.deepEqual(byDigest.packages, byTag.packages);
    assert.equal(byDigest.image.digest, byTag.image.manifestDigest);
  });

  test('that asks for a password takes the one that was given', async () => {
    const report = await scanned(`${closed.host}/team/app:1`, { 'registry-username': USER, 'registry-password': PASSWORD });
    assert.equal(report.packages.length, 15);
  });

  test('that asks for a password takes what a login has left in a configuration folder', async () => {
    const folder = join(layout.work, 'docker');
    await mkdir(folder);
    const login = ['login', '--tls-verify=false', '--authfile', join(folder, 'config.json'), '-u', USER, '--password-stdin'];
    await succeed('skopeo', [...login, closed.host], { input: PASSWORD });
    const report = await scanned(`${closed.host}/team/app:1`, { 'docker-config-dir': folder });
    assert.equal(report.packages.length, 15);
  });

  test('that asks for a password refuses another one, and nobody, without a word of either', async () => {
    const wrong = scanned(`${closed.host}/team/app:1`, { 'registry-username': USER, 'registry-password': 'battery staple' });
    await assert.rejects(wrong, (error) => {
      assert.ok(error instanceof ScanError);
      assert.equal(error.code, 'UNAUTHORIZED');
      assert.doesNotMatch(JSON.stringify([error.message, error.hint]), /battery/);
      return true;
    });
    await assert.rejects(scanned(`${closed.host}/team/app:1`), { code: 'UNAUTHORIZED' });
  });

  test('tells an image that it does not have from one that it has', async () => {
    await assert.rejects(scanned(`${open.host}/team/app:none`), { code: 'IMAGE_NOT_FOUND' });
    await assert.rejects(scanned(`${open.host}/nobody/nothing:1`), { code: 'IMAGE_NOT_FOUND' });
    await assert.rejects(scanned(`${open.host}/team/app:oci`, { platform: 'linux/s390x' }), { code: 'PLATFORM_NOT_FOUND' });
  });
});
