import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, suite, test } from 'node:test';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { sharedExport } from '../support/export.ts';
import { createLayout, type Layout } from '../support/layout.ts';
import type { Report } from '../../src/model/report.ts';
import type { ReportDocument } from '../../src/report/json/document.ts';
import { absence, shared } from '../support/machine.ts';
import type { OsvServer } from '../support/osv.ts';
import { run, succeed } from '../support/program.ts';
import { scanReal } from '../support/scanning.ts';
import { askRpm, type FeedPart, readRecords, type RpmAnswer } from './rpm-answer.ts';
import { type PackageLine, recordPackages } from './rpm-packages.ts';

const ARCHIVE = 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz';
const FEED = 'osv/AlmaLinux/all.zip';
const CLI = join(import.meta.dirname, '../../src/cli.ts');

/**
 * Packages beside those of the archive, chosen so that an order by text, without epochs, or of the release alone goes wrong, and one that
 * an erratum without a vulnerability concerns.
 */
const MADE: readonly PackageLine[] = [
  'bind 32:9.16.23-24.el9_6',
  'dnsmasq 1:2.0-1.el9',
  'openssl 9.0.0-1.el9',
  'expat 2.5.0-10.el9',
  'kernel-core 5.14.0-570.9.1.el9_6',
  'curl 7.76.1~rc1-26.el9',
  'qatzip 1.0.8-1.el9',
];

const skip = absence({ programs: ['docker-registry', 'umoci', 'skopeo', 'rpm', 'rpmbuild', 'tar'], files: [ARCHIVE, FEED] });

suite('AlmaLinux 9 in a real registry, with the real advisories', { skip }, () => {
  const opened = new AsyncDisposableStack();
  let registry: DockerRegistry;
  let layout: Layout;
  let osv: OsvServer;
  let database: string;
  let answer: RpmAnswer;
  let feed: FeedPart;

  before(async () => {
    registry = opened.use(await startDockerRegistry());
    layout = opened.use(await createLayout());
    osv = opened.use(await sharedExport('AlmaLinux'));
    await layout.make('alma', shared(ARCHIVE), 'arm64');
    await layout.push('alma', `${registry.host}/alma:oci`);
    await layout.push('alma', `${registry.host}/alma:docker`, '--format', 'v2s2');
    await succeed('tar', ['-xzf', shared(ARCHIVE), '-C', layout.work, 'var/lib/rpm']);
    database = join(layout.work, 'var/lib/rpm');
    feed = { records: await readRecords(shared(FEED)), ecosystem: 'AlmaLinux:9' };
    answer = await askRpm(database, feed, layout.work);
  });
  after(() => opened.disposeAsync());

  test('holds the packages that rpm lists, and its release', async () => {
    const report = await scanReal(`${registry.host}/alma:oci`, { options: { 'osv-url': osv.url } });
    assert.deepEqual(packagesIn(report), answer.packages);
    assert.equal(report.release?.id, 'almalinux');
    assert.equal(report.release.versionId, '9.0');
    assert.deepEqual(report.image.platform, { os: 'linux', architecture: 'arm64' });
    assert.deepEqual(report.gaps, []);
  });

  test('is affected by the errata that rpm finds by its own order of versions, and by no other', async () => {
    const report = await scanReal(`${registry.host}/alma:docker`, { options: { 'osv-url': osv.url } });
    assert.ok(answer.affected.length > 20, `rpm finds only ${answer.affected.length}`);
    assert.deepEqual(affectedIn(report), answer.affected);
    assert.equal(report.sources[0]?.records, 5637);
  });

  test('with a layer of packages that rpm installed later, is affected as rpm finds', async () => {
    await recordPackages(MADE, database, layout.work);
    const expected = await askRpm(database, feed, layout.work);
    await layout.make('made', shared(ARCHIVE), 'arm64');
    await layout.umoci('insert', 'made', database, '/var/lib/rpm');
    await layout.push('made', `${registry.host}/alma:made`);
    const report = await scanReal(`${registry.host}/alma:made`, { options: { 'osv-url': osv.url } });
    assert.deepEqual(packagesIn(report), expected.packages);
    assert.equal(expected.packages.length, answer.packages.length + MADE.length);
    assert.deepEqual(affectedIn(report), expected.affected);
    const added = report.packages.filter(({ layer }) => layer.index === 1).map(({ name }) => name);
    assert.deepEqual(added.sort(), MADE.map((line) => line.split(' ')[0] ?? '').sort());
    for (const name of ['bind', 'openssl', 'kernel-core', 'curl']) {
      assert.ok(
        expected.affected.some((pair) => pair.endsWith(` ${name}`)),
        name,
      );
    }
    assert.ok(!expected.affected.some((pair) => / (?:dnsmasq|expat|qatzip)$/.test(pair)));
  });

  test('is the same from the command line as a Docker schema 2 image', async () => {
    const { status, stdout, stderr } = await run(
      process.execPath,
      [CLI, 'report', `${registry.host}/alma:docker`, '--osv-url', osv.url, '--format', 'json', '--return-code', '9'],
      { env: { HOME: layout.work, TMPDIR: layout.work, XDG_CACHE_HOME: join(layout.work, 'cache'), NODE_NO_WARNINGS: '1' } },
    );
    assert.equal(status, 9, stderr);
    const { packages, findings }: ReportDocument = JSON.parse(stdout);
    const pairs = findings.flatMap((finding) => finding.advisories.map((id) => `${id} ${packages[finding.package]?.name}`));
    assert.deepEqual([...new Set(pairs)].sort(), answer.affected);
  });
});

/** As rpm is asked for them in the answer: the epoch is written even where there is none. */
function packagesIn({ packages }: Report): readonly string[] {
  return packages.map(({ name, version, arch }) => `${name} ${version.includes(':') ? version : `0:${version}`} ${arch}`).sort();
}

function affectedIn({ findings }: Report): readonly string[] {
  const pairs = findings.flatMap((finding) => finding.advisories.map((id) => `${id} ${finding.package.name}`));
  return [...new Set(pairs)].sort();
}
