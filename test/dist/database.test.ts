import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, suite, test } from 'node:test';
import { alpineFeed, alpineImage } from '../support/alpine.ts';
import { savedByNewDocker } from '../support/archives.ts';
import { COMMAND, commandEnvironment, makeRunner, runCommand } from '../support/bundle.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { blob, json } from '../support/images.ts';
import { besideText, type OsvServer, osvServer } from '../support/osv.ts';
import { run } from '../support/program.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { reply, serve } from '../support/server.ts';
import { makeTar } from '../support/tar.ts';

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const DATABASE_TYPE = 'application/vnd.hullcheck.db.v1.sqlite+zstd';

/** Runs a program where there is no network at all: not even loopback is up. */
const APART = ['unshare', '--net', '--map-root-user'] as const;
const cannotLeave =
  spawnSync(APART[0], [...APART.slice(1), 'true']).status === 0 ? false : 'no network namespace can be made here';

suite('a file of advisories', () => {
  const opened = new AsyncDisposableStack();
  let folder: TemporaryFolder;
  let osv: OsvServer;
  let registry: Registry;
  const inFolder = (name: string): string => join(folder.path, name);

  before(async () => {
    folder = opened.use(await temporaryFolder());
    osv = opened.use(await osvServer({ Alpine: alpineFeed(), 'ecosystems.txt': Buffer.from('Alpine\n') }));
    registry = opened.use(await startRegistry({ auth: { kind: 'bearer' } }));
    await writeFile(inFolder('image.tar'), makeTar(savedByNewDocker(alpineImage())));
    const { status, stderr } = await update('all.db.zst');
    assert.equal(status, 0, stderr);
    assert.match(stderr, /all\.db\.zst holds \d+ records of \d feeds\.$/m);
  });
  after(() => opened.disposeAsync());

  async function update(name: string) {
    const places = ['--osv-url', osv.url, '--feed-urls', besideText(osv.url), '--ecosystems', 'Alpine'];
    return await runCommand(['update', '--db-file', inFolder(name), ...places], { folder: folder.path });
  }

  const REPORT = ['report', '--image-path', 'image.tar', '--format', 'json'];

  function idsIn(stdout: string): readonly string[] {
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly vulnerability: string }[] };
    return [...new Set(findings.map(({ vulnerability }) => vulnerability))].sort();
  }

  test('judges an image where the network is cut', { skip: cannotLeave }, async () => {
    const [program, ...rest] = APART;
    const ended = await run(program, [...rest, ...COMMAND, ...REPORT, '--db-file', 'all.db.zst'], {
      cwd: folder.path,
      env: commandEnvironment(folder.path),
    });
    assert.equal(ended.status, 0, ended.stderr);
    assert.deepEqual(idsIn(ended.stdout), ['CVE-2026-1111', 'CVE-2026-2222']);
  });

  test('asks no feed', async () => {
    const asked = osv.requests.length;
    const { status, stdout } = await runCommand([...REPORT, '--db-file', 'all.db.zst'], { folder: folder.path });
    assert.equal(status, 0);
    assert.equal(idsIn(stdout).length, 2);
    assert.equal(osv.requests.length, asked);
  });

  test('is fetched from an artifact by the engine that fetches layers', async () => {
    const layer = blob(await readFile(inFolder('all.db.zst')));
    const config = blob(Buffer.from('{}'));
    const manifest = blob(
      json({
        schemaVersion: 2,
        mediaType: MANIFEST_TYPE,
        artifactType: 'application/vnd.hullcheck.db.v1',
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: config.digest, size: config.bytes.length },
        layers: [{ mediaType: DATABASE_TYPE, digest: layer.digest, size: layer.bytes.length }],
      }),
    );
    registry.putBlob(layer);
    registry.tag({ ...manifest, mediaType: MANIFEST_TYPE }, 'latest');
    const where = `oci://${registry.host}/app:latest`;
    const { status, stdout, stderr } = await runCommand([...REPORT, '--db-file-url', where], { folder: folder.path });
    assert.equal(status, 0, stderr);
    assert.deepEqual(idsIn(stdout), ['CVE-2026-1111', 'CVE-2026-2222']);
  });

  test('is fetched from a server, and refused where it is not what its checksum says', async () => {
    const bytes = await readFile(inFolder('all.db.zst'));
    let checksum = createHash('sha256').update(bytes).digest('hex');
    await using server = await serve((request, response) => {
      if (request.url === '/all.db.zst') response.writeHead(200).end(bytes);
      else reply(response, 200, `${checksum}  all.db.zst\n`);
    });
    const args = [...REPORT, '--db-file-url', `${server.origin}/all.db.zst`];
    const good = await runCommand(args, { folder: folder.path });
    assert.equal(good.status, 0, good.stderr);
    assert.equal(idsIn(good.stdout).length, 2);
    checksum = '0'.repeat(64);
    await using elsewhere = await temporaryFolder();
    await writeFile(join(elsewhere.path, 'image.tar'), await readFile(inFolder('image.tar')));
    const bad = await runCommand(args, { folder: elsewhere.path });
    assert.equal(bad.status, 3);
    assert.match(bad.stderr, /not the published 0000/);
    assert.equal(bad.stdout, '');
  });

  test('that is none is refused, and there is no report', async () => {
    await writeFile(inFolder('broken.db'), 'no database');
    const { status, stdout, stderr } = await runCommand([...REPORT, '--db-file', 'broken.db'], { folder: folder.path });
    assert.equal(status, 3);
    assert.equal(stdout, '');
    assert.match(stderr, /\[DATABASE_UNUSABLE\]/);
  });

  test('that holds nothing of the image is refused, because a report without findings would be good news', async () => {
    await using other = await osvServer({ Debian: alpineFeed() });
    const places = ['--osv-url', other.url, '--feed-urls', besideText(other.url), '--ecosystems', 'Debian'];
    assert.equal(
      (await runCommand(['update', '--db-file', inFolder('debian.db'), ...places], { folder: folder.path })).status,
      0,
    );
    const { status, stdout, stderr } = await runCommand([...REPORT, '--db-file', 'debian.db'], { folder: folder.path });
    assert.equal(status, 3);
    assert.equal(stdout, '');
    assert.match(stderr, /holds nothing that speaks of this image.*\[ADVISORIES_UNAVAILABLE\]/);
  });

  test('is made by the Action in the mode that is for it', async () => {
    await using place = await temporaryFolder();
    const runner = await makeRunner(place.path);
    const file = join(place.path, 'made.db');
    const made = { mode: 'update', 'db-file': file, 'osv-url': osv.url, 'feed-urls': besideText(osv.url), ecosystems: 'Alpine' };
    const step = await runner.step(made);
    assert.equal(step.status, 0, step.stdout);
    const { status, stdout } = await runCommand([...REPORT, '--db-file', file], { folder: folder.path });
    assert.equal(status, 0);
    assert.equal(idsIn(stdout).length, 2);
  });
});

suite('what counts', () => {
  const opened = new AsyncDisposableStack();
  let folder: TemporaryFolder;
  let osv: OsvServer;

  before(async () => {
    folder = opened.use(await temporaryFolder());
    osv = opened.use(await osvServer({ Alpine: alpineFeed() }));
    await writeFile(join(folder.path, 'image.tar'), makeTar(savedByNewDocker(alpineImage())));
  });
  after(() => opened.disposeAsync());

  async function report(...args: readonly string[]) {
    const all = ['report', '--image-path', 'image.tar', '--osv-url', osv.url, '--format', 'table', ...args];
    return await runCommand(all, { folder: folder.path });
  }

  test('is what fails, and the sentence says why', async () => {
    const high = await report('--fail-on', 'high');
    assert.equal(high.status, 1);
    assert.match(high.stderr, /1 critical.*1 high/);
    assert.equal((await report('--fail-on', 'critical', '--only-fixed')).status, 2, 'a value is asked for');
    assert.equal((await report('--fail-on', 'critical', '--only-fixed', 'true')).status, 0);
    assert.equal((await report('--fail-on', 'high', '--return-code', '9')).status, 9);
    assert.equal((await report('--fail-on', 'kev')).status, 0);
  });

  test('is not what is shown', async () => {
    const { status, stdout } = await report('--severity', 'high', '--fail-on', 'critical');
    assert.equal(status, 1);
    assert.doesNotMatch(stdout, /CVE-2026-2222/);
  });

  test('is not what was there before', async () => {
    const earlier = join(folder.path, 'before.json');
    assert.equal((await report('--format=json', '--output', earlier)).status, 2, 'a flag is given twice');
    const all = ['report', '--image-path', 'image.tar', '--osv-url', osv.url, '--format', 'json', '--output', earlier];
    assert.equal((await runCommand(all, { folder: folder.path })).status, 0);
    const { status, stderr } = await report('--fail-on', 'any', '--baseline', earlier);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /0 new/);
  });

  test('is not what a file ignores with a reason, which is found by its name', async () => {
    await using apart = await temporaryFolder();
    await writeFile(join(apart.path, 'image.tar'), await readFile(join(folder.path, 'image.tar')));
    await writeFile(
      join(apart.path, '.hullcheck-ignore.yaml'),
      '- id: CVE-2026-2222\n  reason: not reachable\n- id: CVE-1999-1\n  reason: old\n',
    );
    const args = ['report', '--image-path', 'image.tar', '--osv-url', osv.url, '--format', 'json', '--fail-on', 'critical'];
    const { status, stdout, stderr } = await runCommand(args, { folder: apart.path });
    assert.equal(status, 0, stderr);
    const { suppressed } = JSON.parse(stdout) as {
      readonly suppressed: readonly { readonly suppression: { readonly reason: string } }[];
    };
    assert.deepEqual(
      suppressed.map(({ suppression }) => suppression.reason),
      ['not reachable'],
    );
    assert.match(stderr, /CVE-1999-1/);
  });

  test('is told in several forms at once, and a report becomes another form afterwards', async () => {
    const args = ['report', '--image-path', 'image.tar', '--osv-url', osv.url, '--format', 'json=r.json,sarif=r.sarif,cyclonedx'];
    const { status, stdout } = await runCommand(args, { folder: folder.path });
    assert.equal(status, 0);
    assert.equal((JSON.parse(stdout) as { readonly bomFormat: string }).bomFormat, 'CycloneDX');
    const converted = await runCommand(['convert', 'r.json', '--format', 'sarif'], { folder: folder.path });
    assert.equal(converted.status, 0, converted.stderr);
    assert.equal(converted.stdout, await readFile(join(folder.path, 'r.sarif'), 'utf8'));
    assert.equal(
      process.platform === 'win32' || (await runCommand(['convert', 'none.json'], { folder: folder.path })).status === 2,
      true,
    );
  });
});
