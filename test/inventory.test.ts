import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inlineParts } from './ecosystems/executable/go-programs.ts';
import { elf } from './ecosystems/executable/executables.ts';
import { savedByNewDocker } from './support/archives.ts';
import { temporaryFolder } from './support/folder.ts';
import { makeImageOf } from './support/images.ts';
import { feedOf, osvServer } from './support/osv.ts';
import { scanReal } from './support/scanning.ts';
import { makeTar, type TarEntry } from './support/tar.ts';

const DEBIAN: TarEntry = { path: 'etc/os-release', body: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n' };

function stanza(name: string, version: string, maintainer = 'Debian Python Team <team@tracker.debian.org>'): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: ${maintainer}\nVersion: ${version}\n\n`;
}

function record(id: string, ecosystem: string, name: string) {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '999' }] }];
  return { id, modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem, name }, ranges }] };
}

const wheel = (folder: string, name: string): TarEntry => ({
  path: `${folder}/${name}-1.0.dist-info/METADATA`,
  body: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
});

/** Scans an image of these layers; every package that has an advisory in its ecosystem's feed is a finding. */
async function run(layers: readonly (readonly TarEntry[])[]) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'app.tar');
  await writeFile(path, makeTar(savedByNewDocker(makeImageOf(layers))));
  await using osv = await osvServer({
    Debian: feedOf(record('CVE-2026-1', 'Debian:12', 'python3-jinja2'), record('CVE-2026-2', 'Debian:12', 'docker-ce')),
    PyPI: feedOf(record('CVE-2026-3', 'PyPI', 'jinja2'), record('CVE-2026-4', 'PyPI', 'flask-login')),
    npm: feedOf(record('CVE-2026-5', 'npm', 'minimist')),
    Go: feedOf(record('CVE-2026-6', 'Go', 'golang.org/x/net')),
  });
  const report = await scanReal('', { options: { 'image-path': path, 'osv-url': osv.url } });
  return { report, asked: osv.requests };
}

test("what the distribution's packages brought is judged with them, and what was put beside it by its own registry", async () => {
  const { report } = await run([
    [
      DEBIAN,
      { path: 'var/lib/dpkg/status', body: stanza('python3-jinja2', '3.1.2-1') },
      { path: 'var/lib/dpkg/info/python3-jinja2.list', body: '/usr/lib/python3/dist-packages/Jinja2-1.0.dist-info/METADATA\n' },
      wheel('usr/lib/python3/dist-packages', 'Jinja2'),
    ],
    [wheel('app/venv/site-packages', 'Jinja2'), wheel('app/venv/site-packages', 'Flask_Login')],
  ]);
  const owned = report.packages.filter(({ name }) => name === 'Jinja2').map(({ path, ownedBy }) => [path.split('/')[0], ownedBy]);
  assert.deepEqual(owned, [
    ['usr', 'python3-jinja2'],
    ['app', undefined],
  ]);
  assert.deepEqual(
    report.findings.map(({ vulnerability, package: { path, layer } }) => [vulnerability.id, path.split('/')[0], layer.index]),
    [
      ['CVE-2026-1', 'var', 0],
      ['CVE-2026-3', 'app', 1],
      ['CVE-2026-4', 'app', 1],
    ],
  );
  assert.deepEqual(report.gaps, []);
});

test('a package that others made is not judged by the advisories of the distribution, nor are its files, and that is said', async () => {
  const { report } = await run([
    [
      DEBIAN,
      { path: 'var/lib/dpkg/status', body: stanza('docker-ce', '1.0', 'Docker <support@docker.com>') },
      { path: 'var/lib/dpkg/info/docker-ce.list', body: '/opt/venv/Jinja2-1.0.dist-info/METADATA\n' },
      wheel('opt/venv', 'Jinja2'),
    ],
  ]);
  assert.deepEqual(
    report.findings.map(({ vulnerability }) => vulnerability.id),
    ['CVE-2026-3'],
  );
  assert.match(report.gaps[0]?.reason ?? '', /others than Debian made docker-ce/);
});

test('an image without a distribution is judged by what its programs and applications say', async () => {
  const go = {
    version: 'go1.22.3',
    modules: 'path\tacme.test/app\nmod\tacme.test/app\t(devel)\t\ndep\tgolang.org/x/net\tv0.23.0\t\n',
  };
  const { report, asked } = await run([
    [
      { path: 'usr/bin/app', body: elf(inlineParts(go)) },
      { path: 'app/node_modules/minimist/package.json', body: '{"name":"minimist","version":"1.2.5"}' },
    ],
  ]);
  assert.deepEqual(
    report.findings.map(({ vulnerability, package: { name, root } }) => [vulnerability.id, name, root]),
    [
      ['CVE-2026-5', 'minimist', 'app'],
      ['CVE-2026-6', 'golang.org/x/net', 'usr/bin/app'],
    ],
  );
  assert.deepEqual([...asked].sort(), ['GET /Go/all.zip', 'GET /npm/all.zip']);
  assert.deepEqual(report.gaps, []);
});

test('a database that lies behind a link is found, by reading the layers once more', async () => {
  const { report } = await run([
    [DEBIAN, { path: 'opt/state/dpkg/status', body: stanza('python3-jinja2', '3.1.2-1') }],
    [{ path: 'var/lib/dpkg', type: '2', link: '/opt/state/dpkg' }],
  ]);
  assert.deepEqual(
    report.findings.map(({ vulnerability, package: { path, layer } }) => [vulnerability.id, path, layer.index]),
    [['CVE-2026-1', 'var/lib/dpkg/status', 0]],
  );
});

test('a program that a later layer writes anew is reported as it is at last', async () => {
  const program = (version: string): TarEntry => ({
    path: 'usr/bin/app',
    body: elf(
      inlineParts({
        version: 'go1.22.3',
        modules: `path\ta.test/a\nmod\ta.test/a\t(devel)\t\ndep\tgolang.org/x/net\t${version}\t\n`,
      }),
    ),
  });
  const { report } = await run([[program('v0.1.0')], [program('v0.2.0')], [{ path: 'usr/bin/other', body: 'x' }]]);
  assert.deepEqual(
    report.packages.filter(({ name }) => name.includes('net')).map(({ version, layer }) => [version, layer.index]),
    [['v0.2.0', 1]],
  );
});
