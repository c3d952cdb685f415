import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { alpineFeed, alpineImage, cleanFeed } from '../support/alpine.ts';
import { type FinishedStep, makeRunner, type Runner } from '../support/bundle.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type OsvServer, osvServer } from '../support/osv.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { limitViolations } from '../support/sarif-limits.ts';
import { schemaViolations } from '../support/sarif-schema.ts';
import { startStore } from '../support/store.ts';

const USER = 'octo-user';
const PASSWORD = 'pa55 w:rd/é+"quoted"';

suite('dist/index.js, run as a step of a workflow', { concurrency: 2 }, () => {
  const opened = new AsyncDisposableStack();
  const image = alpineImage();
  let registry: Registry;
  let osv: OsvServer;
  let cleanOsv: OsvServer;

  before(async () => {
    const store = opened.use(await startStore());
    registry = opened.use(await startRegistry({ store, auth: { kind: 'bearer', username: USER, password: PASSWORD } }));
    osv = opened.use(await osvServer({ Alpine: alpineFeed() }));
    cleanOsv = opened.use(await osvServer({ Alpine: cleanFeed() }));
    registry.push(image, '1.0');
  });
  after(() => opened.disposeAsync());

  /** Runs one step on a new runner, hands both on, and takes the runner away. */
  async function onRunner<Result>(work: (runner: Runner) => Promise<Result>): Promise<Result> {
    await using folder = await temporaryFolder();
    return await work(await makeRunner(folder.path));
  }

  const inputs = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
    'image-ref': `${registry.host}/app:1.0`,
    'registry-username': USER,
    'registry-password': PASSWORD,
    'osv-url': osv.url,
    platform: 'linux/amd64',
    // The runner passes on what action.yml names and nobody gave.
    'docker-config-dir': '',
    output: '',
    format: 'sarif',
    'return-code': '0',
    'max-concurrent-layers': '3',
    timeout: '30m',
    summary: 'true',
    ...more,
  });

  test('writes a SARIF file that GitHub takes, the outputs and the summary', async () => {
    await onRunner(async (runner) => {
      const { status, outputs, summary, stdout, stderr } = await runner.step(inputs());
      assert.equal(status, 0, `${stdout}${stderr}`);
      const told = Object.fromEntries(outputs);
      const expected = {
        result: 'findings',
        platform: 'linux/amd64',
        'image-digest': image.manifest.digest,
        total: '2',
        critical: '1',
        high: '1',
        medium: '0',
        low: '0',
        unknown: '0',
        fixable: '1',
        failed: 'false',
        'known-exploited': '0',
        new: '2',
        suppressed: '0',
        gaps: '0',
        packages: '3',
        layers: '2',
        'bytes-fetched': String(image.layers.reduce((sum, { bytes }) => sum + bytes.length, 0)),
        'urls-resolved': '2',
        'urls-expired': '0',
        resumes: '0',
        retries: '0',
        'bytes-refetched': '0',
        'sarif-file': told['report-file'],
      };
      assert.deepEqual(told, { ...expected, 'report-file': told['report-file'] });

      const path = told['sarif-file'] ?? '';
      assert.ok(path.startsWith(runner.temp), path);
      const sarif = await readFile(path, 'utf8');
      assert.deepEqual(schemaViolations(sarif), []);
      assert.deepEqual(limitViolations(sarif), []);
      assert.deepEqual(ruleIds(sarif), ['CVE-2026-1111', 'CVE-2026-2222']);

      assert.match(summary, /CVE-2026-1111/);
      assert.match(summary, /CVE-2026-2222/);
      assert.match(stdout, /^::group::/m);
      assert.equal(stderr, '');
    });
  });

  test('leaves nothing in the temporary folder but its report, and in the workspace nothing', async () => {
    await onRunner(async (runner) => {
      const { outputs } = await runner.step(inputs());
      assert.deepEqual(await filesIn(runner.temp), [outputs.get('sarif-file')]);
      assert.deepEqual(await readdir(runner.temp), ['hullcheck']);
      assert.deepEqual(await filesIn(runner.workspace), []);
    });
  });

  test('asks the feed only whether its copy is still good when it runs again on the same machine', async () => {
    await onRunner(async (runner) => {
      await using feed = await osvServer({ Alpine: alpineFeed() });
      for (const attempt of [1, 2]) {
        const step = await runner.step(inputs({ 'osv-url': feed.url, format: 'json' }));
        const report = JSON.parse(await readFile(step.outputs.get('report-file') ?? '', 'utf8'));
        assert.equal(report.sources[0].revalidated, attempt === 2);
        assert.equal(step.outputs.has('sarif-file'), false);
        assert.equal(step.outputs.get('total'), '2');
      }
    });
  });

  test('after a clean scan there is a SARIF file without results, and the exit code is 0', async () => {
    await onRunner(async (runner) => {
      const step = await runner.step(inputs({ 'osv-url': cleanOsv.url, 'return-code': '7', output: 'reports/clean.sarif' }));
      assert.equal(step.status, 0, step.stdout);
      assert.equal(step.outputs.get('result'), 'clean');
      const path = join(runner.workspace, 'reports/clean.sarif');
      assert.equal(step.outputs.get('sarif-file'), path);
      const sarif = await readFile(path, 'utf8');
      assert.deepEqual(JSON.parse(sarif).runs[0].results, []);
      assert.deepEqual([...schemaViolations(sarif), ...limitViolations(sarif)], []);
    });
  });

  test('findings end it with return-code, with the report and the outputs written', async () => {
    await onRunner(async (runner) => {
      const step = await runner.step(inputs({ 'return-code': '7' }));
      assert.equal(step.status, 7);
      assert.equal(step.outputs.get('total'), '2');
      assert.equal(ruleIds(await readFile(step.outputs.get('sarif-file') ?? '', 'utf8')).length, 2);
      assert.match(step.stdout, /^::error::2 vulnerabilities in /m);
    });
  });

  test('shows no summary where none is wanted', async () => {
    await onRunner(async (runner) => {
      const step = await runner.step(inputs({ summary: 'false' }));
      assert.equal(step.status, 0);
      assert.equal(step.summary, '');
    });
  });

  test('wrong usage ends it with 2 and names the input', async () => {
    await onRunner(async (runner) => {
      const step = await runner.step(inputs({ format: 'sariff' }));
      assert.equal(step.status, 2);
      assert.match(step.stdout, /^::error::The input "format" cannot be "sariff"\. It takes .*\[USAGE\]$/m);
      assertNothingLeft(step, await filesIn(runner.folder));
    });
  });

  test('an image that is not there ends it with 3, with no SARIF file, not even the one of an earlier run', async () => {
    await onRunner(async (runner) => {
      const output = join(runner.workspace, 'scan.sarif');
      await writeFile(output, 'of an earlier run');
      const step = await runner.step(inputs({ 'image-ref': `${registry.host}/app:2.0`, output }));
      assert.equal(step.status, 3);
      assert.match(step.stdout, /^::error::There is no 2\.0 of app in .*\[IMAGE_NOT_FOUND\]$/m);
      assertNothingLeft(step, await filesIn(runner.folder));
    });
  });

  test('a wrong password ends it with 3, and a right or a wrong one is shown nowhere', async () => {
    await onRunner(async (runner) => {
      const wrong = 'wr0ng pässword';
      const refused = await runner.step(inputs({ 'registry-password': wrong }));
      assert.equal(refused.status, 3);
      assert.match(refused.stdout, /^::error::.*\[UNAUTHORIZED\]$/m);
      assertNothingLeft(refused, await filesIn(runner.folder));

      const accepted = await runner.step(inputs({ format: 'json' }));
      assert.equal(accepted.status, 0);
      const files = await Promise.all((await filesIn(runner.folder)).map((path) => readFile(path, 'latin1')));
      for (const [password, step] of [
        [wrong, refused],
        [PASSWORD, accepted],
      ] as const) {
        // To mask a value, the runner must be told it, once; that line is the runner's and is not shown.
        const shown = `${step.stdout.replace(/^::add-mask::.*$/gm, '')}${step.stderr}${step.summary}`;
        assert.match(step.stdout, /^::add-mask::/m);
        for (const form of formsOf(password)) {
          assert.ok(!shown.includes(form), `the log shows ${form}`);
          assert.ok(!files.some((text) => text.includes(form)), `a file holds ${form}`);
        }
      }
      assert.ok(files.length > 2);
      assert.ok(!files.some((text) => text.includes('token-')));
    });
  });
});

/** A failed scan has no outputs and no summary, and leaves no file but the runner's own two. */
function assertNothingLeft({ outputs, summary }: FinishedStep, files: readonly string[]): void {
  assert.equal(outputs.size, 0);
  assert.equal(summary, '');
  assert.deepEqual(
    files.filter((path) => !/\/(?:output|summary)-\d+$/.test(path)),
    [],
  );
}

/** A password as it is, as an address and as a Basic header hold it. */
function formsOf(password: string): readonly string[] {
  return [
    password,
    Buffer.from(password).toString('latin1'),
    encodeURIComponent(password),
    Buffer.from(`${USER}:${password}`).toString('base64'),
  ];
}

function ruleIds(sarif: string): readonly string[] {
  const { runs }: { runs: { tool: { driver: { rules: { id: string }[] } } }[] } = JSON.parse(sarif);
  return runs.flatMap((part) => part.tool.driver.rules.map(({ id }) => id)).sort();
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
