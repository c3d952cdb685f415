import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Report } from '../../src/model/report.ts';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { createLayout, type Layout } from '../support/layout.ts';
import { absence, shared } from '../support/machine.ts';
import { feedOf, type OsvServer, osvServer } from '../support/osv.ts';
import { succeed } from '../support/program.ts';
import { scanReal } from '../support/scanning.ts';

const NEW = 'rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz';
const OLD = 'rootfs/alpine-minirootfs-3.10.9-x86_64.tar.gz';
const NONE = 'rootfs/busybox-musl-amd64.tar.gz';
const DATABASE = 'lib/apk/db/installed';
/** Prints what `apk info -v` would: a name and its version. */
const LIST = '/^P:/ { name = substr($0, 3) } /^V:/ { print name "-" substr($0, 3) }';

const skip = absence({ programs: ['docker-registry', 'umoci', 'skopeo', 'tar', 'awk'], files: [NEW, OLD, NONE] });

suite('Alpine in a real registry, layered by umoci', { skip }, () => {
  const opened = new AsyncDisposableStack();
  let registry: DockerRegistry;
  let layout: Layout;
  let osv: OsvServer;

  before(async () => {
    registry = opened.use(await startDockerRegistry());
    layout = opened.use(await createLayout());
    osv = opened.use(await osvServer({ Alpine: feedOf(busyboxAdvisory()) }));
  });
  after(() => opened.disposeAsync());

  /** Pushes the image of this tag and scans it. */
  async function scanned(tag: string): Promise<Report> {
    await layout.push(tag, `${registry.host}/alpine:${tag}`);
    return await scanReal(`${registry.host}/alpine:${tag}`, { options: { 'osv-url': osv.url } });
  }

  /** The database of an archive, and what awk finds in it. */
  async function recorded(archive: string): Promise<{ readonly text: string; readonly names: readonly string[] }> {
    const text = await succeed('tar', ['-xzOf', shared(archive), `./${DATABASE}`]);
    return { text, names: await listed(text) };
  }

  for (const [archive, tag, version, affected] of [
    [NEW, '3.18', '3.18.9', ['busybox', 'busybox-binsh', 'ssl_client']],
    [OLD, '3.10', '3.10.9', []],
  ] as const) {
    test(`${version} holds what its database records, and is judged by the advisories of its own branch`, async () => {
      await layout.make(tag, shared(archive), 'amd64');
      const report = await scanned(tag);
      const { names } = await recorded(archive);
      assert.ok(names.length >= 14);
      assert.deepEqual(packagesIn(report), names);
      assert.equal(report.release?.versionId, version);
      assert.deepEqual(report.findings.map((finding) => finding.package.name).sort(), affected);
      assert.deepEqual(report.gaps, []);
    });
  }

  test('a layer in which the database was removed leaves no packages, and that is said', async () => {
    await layout.make('removed', shared(NEW), 'amd64');
    await layout.umoci('insert', 'removed', '--whiteout', `/${DATABASE}`);
    const report = await scanned('removed');
    assert.equal(report.image.layers.length, 2);
    assert.deepEqual(report.packages, []);
    assert.deepEqual(report.gaps, [
      { subject: 'the image', reason: 'it holds no package database that is read, and no package of a language' },
    ]);
  });

  test('a layer that removes a folder above the database removes it as well', async () => {
    await layout.make('folder', shared(NEW), 'amd64');
    await repack('folder', async (root) => await rm(join(root, 'lib/apk'), { recursive: true }));
    const report = await scanned('folder');
    assert.deepEqual(report.packages, []);
    assert.equal(report.release?.versionId, '3.18.9');
  });

  test('a package belongs to the layer that brought its version, not to the one that wrote the database last', async () => {
    const { text, names } = await recorded(NEW);
    const upgraded = text.replace(/(?<=^P:zlib\nV:).*$/m, '99-r0');
    await layout.make('upgraded', shared(NEW), 'amd64');
    await layout.umoci('insert', 'upgraded', shared(NONE), '/opt/archive');
    await repack('upgraded', async (root) => {
      const path = join(root, DATABASE);
      await writeFile(path, `${upgraded}P:added\nV:1.0-r0\nA:x86_64\no:added\n\n`);
    });
    const report = await scanned('upgraded');
    assert.equal(report.image.layers.length, 3);
    const kept = names.filter((name) => !name.startsWith('zlib-'));
    assert.deepEqual(packagesIn(report, 0), kept);
    assert.deepEqual(packagesIn(report, 2), ['added-1.0-r0', 'zlib-99-r0']);
    assert.deepEqual(packagesIn(report, 1), []);
    assert.equal(kept.length, names.length - 1);
  });

  test('an opaque folder hides the database below it', async () => {
    const folder = join(layout.work, 'opaque');
    await mkdir(folder);
    await writeFile(join(folder, 'arch'), 'x86_64\n');
    await layout.make('opaque', shared(NEW), 'amd64');
    await layout.umoci('insert', 'opaque', '--opaque', folder, '/lib/apk');
    const report = await scanned('opaque');
    assert.deepEqual(report.packages, []);
    assert.equal(report.release?.versionId, '3.18.9');
  });

  test('an image without any package database is not called clean', async () => {
    await layout.make('busybox', shared(NONE), 'amd64');
    const report = await scanned('busybox');
    assert.deepEqual(report.packages, []);
    assert.deepEqual(report.gaps, [
      { subject: 'the image', reason: 'it holds no package database that is read, and no package of a language' },
    ]);
  });

  /** Lets umoci unpack the image, and make a layer of what was changed in it. */
  async function repack(tag: string, change: (root: string) => Promise<void>): Promise<void> {
    const bundle = join(layout.work, `${tag}-bundle`);
    await layout.umoci('unpack --rootless', tag, bundle);
    await change(join(bundle, 'rootfs'));
    await layout.umoci('repack', tag, bundle);
  }
});

async function listed(database: string): Promise<readonly string[]> {
  const names = await succeed('awk', [LIST], { input: database });
  return names.trim().split('\n').sort();
}

/** The packages of one layer, or of all. */
function packagesIn({ packages }: Report, layer?: number): readonly string[] {
  return packages
    .filter((pkg) => layer === undefined || pkg.layer.index === layer)
    .map(({ name, version }) => `${name}-${version}`)
    .sort();
}

/** Concerns 3.18 alone, and there every version. */
function busyboxAdvisory() {
  return {
    id: 'ALPINE-CVE-2026-0001',
    modified: '2026-01-01T00:00:00Z',
    upstream: ['CVE-2026-0001'],
    affected: [
      {
        package: { ecosystem: 'Alpine:v3.18', name: 'busybox' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '99.0-r0' }] }],
      },
    ],
  };
}
