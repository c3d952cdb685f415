import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tellUpload, type Upload, uploadSarif } from '../../../src/host/github/upload.ts';
import { sarif } from '../../../src/report/sarif.ts';
import { type FakeGithub, fakeGithub, fault } from '../../support/github-api.ts';
import { recordedLog } from '../../support/log.ts';
import { aReport, opensslFindings } from '../../support/reports.ts';
import { reply } from '../../support/server.ts';

const TEXT = sarif.render(aReport({ findings: opensslFindings() }));
const ID = '47177e22-5596-11eb';

async function upload(github: FakeGithub, text = TEXT): Promise<Upload> {
  return await uploadSarif(text, github.context, { api: github.api, clock: github.clock, signal: github.abort.signal });
}

describe('an upload to code scanning', () => {
  test('files the whole report under the merge commit, and waits until it is processed', async () => {
    await using github = await fakeGithub();
    github.states.push({ processing_status: 'pending' });
    assert.deepEqual(await upload(github), { kind: 'uploaded', id: ID, processed: true });
    assert.deepEqual(github.uploads, [
      { commit_sha: 'a'.repeat(40), ref: 'refs/pull/7/merge', tool_name: 'Hullcheck', sarif: TEXT },
    ]);
    assert.deepEqual(github.clock.sleeps, [2000, 4000]);
    assert.deepEqual([...github.authorizations], ['Bearer t0ken']);
  });

  test('is an upload where code scanning takes its time, and where nobody can say how it stands', async () => {
    await using github = await fakeGithub();
    github.states.push(...Array.from({ length: 9 }, () => ({ processing_status: 'pending' })));
    assert.deepEqual(await upload(github), { kind: 'uploaded', id: ID, processed: false });
    assert.equal(github.requests.length, 5);
    await using other = await fakeGithub();
    other.faults.push((_, response) => reply(response, 202, `{"id":"${ID}"}`), fault(404), fault(403));
    assert.deepEqual(await upload(other), { kind: 'uploaded', id: ID, processed: false });
  });

  test('is refused where code scanning cannot process it, with the reason', async () => {
    await using github = await fakeGithub();
    github.states.push({ processing_status: 'failed', errors: ['rejecting SARIF,\r\n::error::more', 7] });
    const refused = await upload(github);
    assert.deepEqual(refused, {
      kind: 'refused',
      reason: 'code scanning could not process it: rejecting SARIF,\ufffd\ufffd::error::more',
    });
  });

  const refusals: readonly (readonly [number, RegExp])[] = [
    [401, /^GitHub answered 401: no; check the input "github-token"$/],
    [403, /^GitHub answered 403: no; give the job "security-events: write"/],
    [404, /^GitHub answered 404: no; enable code scanning/],
    [413, /^GitHub answered 413: no; code scanning takes 10 MiB/],
    [422, /^GitHub answered 422: no$/],
    [301, /^GitHub answered 301: no$/],
  ];
  for (const [status, reason] of refusals) {
    test(`is refused at ${status} without a second try, and says what to do`, async () => {
      await using github = await fakeGithub();
      github.faults.push(fault(status));
      const refused = await upload(github);
      assert.match(refused.kind === 'refused' ? refused.reason : '', reason);
      assert.equal(github.requests.length, 1);
    });
  }

  test('waits as long as it is told to, for 429 and for a 403 that is a limit, and is made then', async () => {
    await using github = await fakeGithub();
    const reset = String(Math.floor(github.clock.wall() / 1000) + 17);
    github.faults.push(
      fault(429, 'slow down', { 'retry-after': '7' }),
      fault(403, 'rate', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }),
      fault(403, 'secondary', { 'retry-after': '3' }),
    );
    assert.equal((await upload(github)).kind, 'uploaded');
    assert.deepEqual(github.clock.sleeps.slice(0, 3), [7000, 10_000, 3000]);
  });

  test('is asked for four times at most, however little patience is asked for', async () => {
    await using github = await fakeGithub();
    github.faults.push(...Array.from({ length: 9 }, () => fault(429, 'slow down', { 'retry-after': '0' })));
    assert.equal((await upload(github)).kind, 'refused');
    assert.equal(github.requests.length, 4);
  });

  test('does not wait for an hour', async () => {
    await using github = await fakeGithub();
    github.faults.push(fault(429, 'slow down', { 'retry-after': '3600' }));
    assert.equal((await upload(github)).kind, 'refused');
    assert.deepEqual(github.clock.sleeps, []);
  });

  test('tries a server that breaks four times, and then gives up', async () => {
    await using github = await fakeGithub();
    github.faults.push(fault(500), (_, response) => void response.destroy(), fault(502), fault(503));
    assert.deepEqual(await upload(github), { kind: 'refused', reason: 'GitHub answered 503: no' });
    assert.deepEqual(github.clock.sleeps, [1000, 4000, 16_000]);
    assert.equal((await upload(github)).kind, 'uploaded');
  });

  test('lets a server that never answers go', async () => {
    await using github = await fakeGithub();
    const silent = (): void => github.clock.advance(60_000);
    github.faults.push(silent, silent, silent, silent);
    const refused = await upload(github);
    assert.deepEqual(refused, { kind: 'refused', reason: 'GitHub could not be reached: it took too long to answer' });
  });

  test('is refused where the answer is no receipt', async () => {
    for (const body of ['', '[]', 'null', '<html>', '{"id":7}', '{"id":"../../x"}', '{"__proto__":{"id":"x"}}']) {
      await using github = await fakeGithub();
      github.faults.push((_, response) => reply(response, 202, body));
      assert.equal((await upload(github)).kind, 'refused', body);
    }
  });

  test('ends at once when the run is ended', async () => {
    await using github = await fakeGithub();
    github.abort.abort(new Error('cancelled'));
    assert.deepEqual(await upload(github), { kind: 'refused', reason: 'GitHub could not be reached: cancelled' });
    assert.deepEqual(github.clock.sleeps, []);
  });

  test('is not made of a scan that failed, of what is no SARIF, without a token, or for the base branch', async () => {
    const failed = JSON.parse(TEXT) as { runs: [{ invocations: unknown }] };
    failed.runs[0].invocations = [{ executionSuccessful: false }];
    for (const text of [JSON.stringify(failed), '{"runs":[]}', 'SARIF', '']) {
      await using github = await fakeGithub();
      assert.equal((await upload(github, text)).kind, 'skipped', text.slice(0, 20));
      assert.deepEqual(github.requests, []);
    }
    await using github = await fakeGithub();
    const ports = { api: github.api, clock: github.clock, signal: github.abort.signal };
    const { token: _, ...anonymous } = github.context;
    assert.equal((await uploadSarif(TEXT, anonymous, ports)).kind, 'skipped');
    assert.equal((await uploadSarif(TEXT, { ...github.context, event: 'pull_request_target' }, ports)).kind, 'skipped');
    assert.equal((await uploadSarif(TEXT, undefined, ports)).kind, 'skipped');
    assert.deepEqual(github.requests, []);
  });
});

test('a report that is not uploaded costs a notice where that was left open, and a warning where it was asked for', () => {
  const log = recordedLog();
  tellUpload({ kind: 'refused', reason: 'no' }, 'auto', log);
  tellUpload({ kind: 'skipped', reason: 'no' }, 'true', log);
  tellUpload({ kind: 'uploaded', id: '7', processed: false }, 'true', log);
  assert.deepEqual(log.lines, [
    'notice: The report was not uploaded to code scanning: no.',
    'warning: The report was not uploaded to code scanning: no.',
    'info: Code scanning has the report and is still reading it (7).',
  ]);
});
