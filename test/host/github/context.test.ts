import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { contextOf, readContext } from '../../../src/host/github/context.ts';

const folder = mkdtempSync(join(tmpdir(), 'context-'));
after(() => rmSync(folder, { recursive: true }));

const PUSH = {
  GITHUB_API_URL: 'https://ghes.test/api/v3/',
  GITHUB_SERVER_URL: 'https://ghes.test',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_SHA: 'b'.repeat(40),
  GITHUB_REF: 'refs/heads/main',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_WORKFLOW: 'CI',
  GITHUB_JOB: 'scan',
  GITHUB_RUN_ID: '42',
};
const PULL = { ...PUSH, GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' };

test("a run knows its server, which need not be GitHub's own, its commit, its ref and its page", () => {
  assert.deepEqual(contextOf(PUSH, {}, 't'), {
    apiUrl: 'https://ghes.test/api/v3',
    repository: 'acme/shop',
    sha: 'b'.repeat(40),
    ref: 'refs/heads/main',
    event: 'push',
    workflow: 'CI',
    job: 'scan',
    runUrl: 'https://ghes.test/acme/shop/actions/runs/42',
    token: 't',
  });
  const { GITHUB_API_URL: _, GITHUB_SERVER_URL: __, ...bare } = PUSH;
  assert.equal(contextOf(bare, undefined)?.apiUrl, 'https://api.github.com');
});

test('a pull request is told by its event, by its ref where the event is lost, and whether it comes from a fork', () => {
  const event = (name: unknown) => ({ pull_request: { number: 7, head: { repo: name === null ? null : { full_name: name } } } });
  assert.deepEqual(contextOf(PULL, event('Acme/Shop'))?.pullRequest, { number: 7, fork: false });
  assert.deepEqual(contextOf(PULL, event('eve/shop'))?.pullRequest, { number: 7, fork: true });
  assert.deepEqual(contextOf(PULL, event(null))?.pullRequest, { number: 7, fork: true });
  assert.deepEqual(contextOf(PULL, undefined)?.pullRequest, { number: 7, fork: false });
  assert.deepEqual(contextOf(PULL, { pull_request: { number: '7/../8' } })?.pullRequest, undefined);
  assert.equal(contextOf(PUSH, { issue: { number: 9 } })?.pullRequest, undefined);
});

test('the event is read from its file, and a file that is none is no event', async () => {
  const path = join(folder, 'event.json');
  writeFileSync(path, '{"pull_request":{"number":12,"head":{"repo":{"full_name":"eve/shop"}}}}');
  assert.deepEqual((await readContext({ ...PULL, GITHUB_EVENT_PATH: path }))?.pullRequest, { number: 12, fork: true });
  writeFileSync(path, '{"pull_request');
  assert.deepEqual((await readContext({ ...PULL, GITHUB_EVENT_PATH: path }))?.pullRequest, { number: 7, fork: false });
  assert.equal((await readContext({ ...PULL, GITHUB_EVENT_PATH: join(folder, 'absent') }))?.repository, 'acme/shop');
});

test('an environment that is none of a run, or that would send the token where it must not go, is no context', () => {
  const wrong: readonly Partial<Record<keyof typeof PUSH, string>>[] = [
    { GITHUB_API_URL: 'http://ghes.test/api/v3' },
    { GITHUB_API_URL: 'https://u:p@ghes.test' },
    { GITHUB_API_URL: 'https://u@ghes.test' },
    { GITHUB_API_URL: 'ftp://ghes.test' },
    { GITHUB_SERVER_URL: 'javascript:alert(1)' },
    { GITHUB_REPOSITORY: 'acme/..' },
    { GITHUB_REPOSITORY: 'acme/shop/../x' },
    { GITHUB_REPOSITORY: '' },
    { GITHUB_SHA: 'main' },
    { GITHUB_REF: 'main' },
  ];
  for (const given of wrong) assert.equal(contextOf({ ...PUSH, ...given }, {}, 't'), undefined, JSON.stringify(given));
  assert.equal(contextOf({}, undefined), undefined);
  assert.equal(contextOf({ ...PUSH, GITHUB_API_URL: 'http://127.0.0.1:80/' }, {})?.apiUrl, 'http://127.0.0.1');
});
