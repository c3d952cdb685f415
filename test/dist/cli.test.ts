import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, afterEach, suite, test } from 'node:test';
import { alpineFeed, alpineImage, cleanFeed } from '../support/alpine.ts';
import { runCommand } from '../support/bundle.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { type OsvServer, osvServer } from '../support/osv.ts';
import type { Ended } from '../support/program.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { limitViolations } from '../support/sarif-limits.ts';
import { schemaViolations } from '../support/sarif-schema.ts';

const ROOT = join(import.meta.dirname, '../..');

suite('dist/cli/index.js, run from a shell', () => {
  const opened = new AsyncDisposableStack();
  const image = alpineImage();
  let registry: Registry;
  let osv: OsvServer;
  let folder: TemporaryFolder;

  before(async () => {
    registry = opened.use(await startRegistry({ auth: { kind: 'basic', username: 'me', password: 'secret word' } }));
    osv = opened.use(await osvServer({ Alpine: alpineFeed() }));
    registry.push(image);
  });
  after(() => opened.disposeAsync());
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  /** Reports on the image, with the password in the environment. */
  async function report(...args: readonly string[]): Promise<Ended> {
    const all = ['report', `${registry.host}/app`, '--osv-url', osv.url, '--registry-username', 'me', ...args];
    return await runCommand(all, { folder: folder.path, env: { HULLCHECK_REGISTRY_PASSWORD: 'secret word' } });
  }

  test('prints a table to standard output, and what it does to standard error', async () => {
    const { status, stdout, stderr } = await report();
    assert.equal(status, 0, stderr);
    assert.match(stdout, /CVE-2026-2222/);
    assert.match(stdout, /CVE-2026-1111.*3\.1\.4-r0|3\.1\.4-r0.*CVE-2026-1111/);
    assert.doesNotMatch(stdout, /CVE-2026-3333/);
    assert.match(stderr, new RegExp(image.manifest.digest));
    assert.match(stderr, /2 vulnerabilities in .*1 critical, 1 high; 1 fixable\.$/m);
    assert.doesNotMatch(stderr, /Warning|secret word/);
  });

  test('prints nothing but the SARIF file where SARIF is asked for', async () => {
    const { status, stdout } = await report('--format', 'sarif');
    assert.equal(status, 0);
    assert.deepEqual([...schemaViolations(stdout), ...limitViolations(stdout)], []);
    assert.equal(JSON.parse(stdout).runs[0].results.length, 2);
  });

  test('prints nothing but the JSON document where JSON is asked for, as data that tells the image and its layers', async () => {
    const { status, stdout } = await report('--format', 'json');
    assert.equal(status, 0);
    const document = JSON.parse(stdout);
    assert.equal(document.image.digest, image.manifest.digest);
    assert.deepEqual(
      document.packages.map((pkg: { name: string; layer: { index: number } }) => `${pkg.name} ${pkg.layer.index}`).sort(),
      ['libcrypto3 0', 'libssl3 0', 'zlib 1'],
    );
  });

  test('writes to the file that --output names, and to standard output nothing', async () => {
    const { status, stdout } = await report('--format', 'sarif', '--output', 'deep/er/scan.sarif');
    assert.equal(status, 0);
    assert.equal(stdout, '');
    assert.deepEqual(schemaViolations(await readFile(join(folder.path, 'deep/er/scan.sarif'), 'utf8')), []);
    assert.deepEqual(await readdir(join(folder.path, 'deep/er')), ['scan.sarif']);
  });

  test('takes the password from standard input', async () => {
    const { status, stdout } = await runCommand(
      ['report', `${registry.host}/app`, '--osv-url', osv.url, '--registry-username', 'me', '--registry-password-stdin'],
      { folder: folder.path, input: 'secret word\n' },
    );
    assert.equal(status, 0);
    assert.match(stdout, /CVE-2026-1111/);
  });

  test('ends with --return-code where there are findings, and with 0 where there are none', async () => {
    assert.equal((await report('--return-code', '5')).status, 5);
    await using clean = await osvServer({ Alpine: cleanFeed() });
    const args = ['report', `${registry.host}/app`, '--osv-url', clean.url, '--registry-username', 'me', '--return-code', '5'];
    const { status, stderr } = await runCommand(args, {
      folder: folder.path,
      env: { HULLCHECK_REGISTRY_PASSWORD: 'secret word' },
    });
    assert.equal(status, 0);
    assert.match(stderr, /No known vulnerability was found/);
  });

  test('helps, on standard output', async () => {
    const help = await runCommand(['--help'], { folder: folder.path });
    assert.equal(help.status, 0);
    assert.equal(help.stderr, '');
    assert.match(help.stdout, /^Usage:/m);
    const all = await runCommand(['report', '--help'], { folder: folder.path });
    assert.equal(all.status, 0);
    for (const flag of ['--platform', '--osv-url', '--format', '--return-code', '--registry-password-stdin']) {
      assert.ok(all.stdout.includes(`  ${flag}`), flag);
    }
  });

  test('tells its version, which is that of the package', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    for (const word of ['--version', 'version']) {
      const { status, stdout } = await runCommand([word], { folder: folder.path });
      assert.equal(status, 0);
      assert.equal(stdout, `Hullcheck ${version}\n`);
    }
  });

  test('says in one line what is wrong with a command line, and ends with 2', async () => {
    for (const [args, says] of [
      [[], /There is no command/],
      [['report'], /image-ref is missing/],
      [['report', 'alpine', '--platfrom', 'linux/arm64'], /There is no flag --platfrom\. Did you mean "--platform"\?/],
      [['report', 'alpine', '--return-code', '900'], /--return-code cannot be "900"\. It takes .*0 to 255/],
      [['report', 'Alpine:Latest:9'], /is not an image reference/],
    ] as const) {
      const { status, stdout, stderr } = await runCommand(args, { folder: folder.path });
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
});
