import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
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
import { run } from '../support/program.ts';
import { scanReal } from '../support/scanning.ts';
import { askRpm, type RpmAnswer } from './rpm-answer.ts';

const ARCHIVE = 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz';
const FEED = 'osv/AlmaLinux/all.zip';
const CLI = join(import.meta.dirname, '../../src/cli.ts');

const skip = absence({ programs: ['docker-registry', 'umoci', 'skopeo', 'rpm', 'tar'], files: [ARCHIVE, FEED] });

suite('AlmaLinux 9 in a real registry, with the real advisories', { skip }, () => {
  const opened = new AsyncDisposableStack();
  let registry: DockerRegistry;
  let layout: Layout;
  let osv: OsvServer;
  let answer: RpmAnswer;

  before(async () => {
    registry = opened.use(await startDockerRegistry());
    layout = opened.use(await createLayout());
    osv = opened.use(await sharedExport('AlmaLinux'));
    await layout.make('alma', shared(ARCHIVE), 'arm64');
    await layout.push('alma', `${registry.host}/alma:oci`);
    await layout.push('alma', `${registry.host}/alma:docker`, '--format', 'v2s2');
    const work = join(layout.work, 'rpm');
    await mkdir(work);
    answer = await askRpm(ARCHIVE, { zip: shared(FEED), ecosystem: 'AlmaLinux:9' }, work);
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
