import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { alpineFeed, alpineImage } from '../support/alpine.ts';
import { savedByNewDocker } from '../support/archives.ts';
import { makeRunner } from '../support/bundle.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type FakeGithub, fakeGithub, fault } from '../support/github-api.ts';
import { type OsvServer, osvServer } from '../support/osv.ts';
import { makeTar } from '../support/tar.ts';

suite('the Action on a pull request', () => {
  const opened = new AsyncDisposableStack();
  let osv: OsvServer;

  before(async () => {
    osv = opened.use(await osvServer({ Alpine: alpineFeed() }));
  });
  after(() => opened.disposeAsync());

  async function step(github: FakeGithub, inputs: Readonly<Record<string, string>> = {}) {
    await using folder = await temporaryFolder();
    const runner = await makeRunner(folder.path);
    const image = join(folder.path, 'image.tar');
    await writeFile(image, makeTar(savedByNewDocker(alpineImage())));
    await writeFile(join(runner.workspace, 'Dockerfile'), 'FROM scratch\nRUN step 0\nRUN step 1\n');
    const event = join(folder.path, 'event.json');
    await writeFile(event, JSON.stringify({ pull_request: { number: 7, head: { repo: { full_name: 'acme/shop' } } } }));
    const environment = {
      GITHUB_API_URL: github.context.apiUrl,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_WORKFLOW: 'ci',
      GITHUB_JOB: 'scan',
      GITHUB_RUN_ID: '1',
    };
    const all = {
      'image-path': image,
      'image-name': 'ghcr.io/acme/shop',
      'osv-url': osv.url,
      'github-token': 'ghs_token',
      ...inputs,
    };
    return await runner.step(all, environment);
  }

  test('uploads its report, comments once however often it runs, and shows the worst at their lines', async () => {
    await using github = await fakeGithub();
    const wanted = { 'upload-sarif': 'auto', comment: 'true' };
    const first = await step(github, wanted);
    assert.equal(first.status, 0, first.stdout);
    const [upload] = github.uploads;
    const { runs } = JSON.parse(upload?.sarif ?? '{}') as {
      readonly runs: readonly [
        {
          readonly results: readonly {
            readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }];
          }[];
        },
      ];
    };
    const places = runs[0].results.map(({ locations }) => locations[0].physicalLocation.artifactLocation.uri);
    assert.ok(places.includes('Dockerfile'), places.join(', '));
    assert.equal(first.outputs.get('sarif-id') !== undefined, true);
    assert.match(first.stdout, /^::(?:error|warning|notice) .*file=Dockerfile/m);
    await step(github, wanted);
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? '', /CVE-2026-2222/);
    assert.ok(!first.stdout.replaceAll('::add-mask::ghs_token', '').includes('ghs_token'));
  });

  for (const status of [403, 404, 422]) {
    test(`ends as it would without GitHub where GitHub answers ${status}`, async () => {
      await using github = await fakeGithub();
      github.faults.push(...Array.from({ length: 3 }, () => fault(status, 'not for you', { 'retry-after': '0' })));
      const { status: code, stdout, outputs } = await step(github, { 'upload-sarif': 'auto', comment: 'false' });
      assert.equal(code, 0, stdout);
      assert.equal(outputs.get('result'), 'findings');
    });
  }

  test('asks nothing of GitHub where nothing is wanted there', async () => {
    await using github = await fakeGithub();
    assert.equal((await step(github)).status, 0);
    assert.deepEqual(github.requests, []);
  });
});
