import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyOf, type CommentRequest, tellComment, writeComment } from '../../../src/host/github/comment.ts';
import { markerOf } from '../../../src/host/github/marker.ts';
import { markdown } from '../../../src/report/markdown.ts';
import { aComment, fakeGithub, fault } from '../../support/github-api.ts';
import { recordedLog } from '../../support/log.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE } from '../../support/reports.ts';
import { reply } from '../../support/server.ts';

const MARKER = '<!-- hullcheck:CI/scan/ghcr.io%2Facme%2Fshop/linux%2Famd64 -->';
const REQUEST: CommentRequest = { marker: MARKER, markdown: '## Found', when: 'always', findings: true };

describe('the comment on a pull request', () => {
  test('is made once, and then replaces what it said', async () => {
    await using github = await fakeGithub();
    github.comments.push(aComment(1, 'Looks good', { author_association: 'OWNER' }));
    const url = 'https://github.test/acme/shop/pull/7#issuecomment-2';
    assert.deepEqual(await writeComment(REQUEST, github.context, github.api), { kind: 'written', url });
    assert.deepEqual(await writeComment({ ...REQUEST, markdown: '## Less' }, github.context, github.api), {
      kind: 'written',
      url,
    });
    assert.equal(github.comments.length, 2);
    assert.equal(
      github.comments[1]?.body,
      `${MARKER}\n## Less\n\n[The whole report](<https://github.test/acme/shop/actions/runs/1>)\n`,
    );
  });

  test('is found behind hundreds of others', async () => {
    await using github = await fakeGithub();
    github.comments.push(
      ...Array.from({ length: 250 }, (_, index) => aComment(index + 1, 'chat')),
      aComment(251, `${MARKER}\nold`),
    );
    await writeComment(REQUEST, github.context, github.api);
    assert.equal(github.comments.length, 251);
    assert.match(github.comments[250]?.body ?? '', /## Found/);
  });

  test('leaves those of other jobs, images and platforms alone, and one that a stranger posted with the marker', async () => {
    await using github = await fakeGithub();
    const { image } = aReport();
    const others = [
      markerOf({ workflow: 'CI', job: 'other' }, image),
      markerOf({ workflow: 'CI', job: 'scan' }, { ...image, name: 'ghcr.io/acme/shop2' }),
      markerOf({ workflow: 'CI', job: 'scan' }, { ...image, platform: { os: 'linux', architecture: 'arm64' } }),
    ];
    github.comments.push(...others.map((marker, index) => aComment(index + 1, `${marker}\nold`)));
    github.comments.push(
      aComment(4, `${MARKER}\nmine`, { user: { login: 'eve', type: 'User' }, author_association: 'CONTRIBUTOR' }),
      aComment(5, `quoted ${MARKER}`),
    );
    await writeComment(REQUEST, github.context, github.api);
    assert.equal(github.comments.length, 6);
    assert.equal(markerOf(github.context, image), MARKER);
  });

  test('on findings clears itself when they are gone, and says nothing where it had said nothing', async () => {
    await using github = await fakeGithub();
    const clean: CommentRequest = { ...REQUEST, markdown: 'No known vulnerabilities', when: 'on-findings', findings: false };
    assert.deepEqual(await writeComment(clean, github.context, github.api), { kind: 'silent' });
    assert.ok(github.requests.every((line) => line.startsWith('GET')));
    await writeComment({ ...REQUEST, when: 'on-findings' }, github.context, github.api);
    await writeComment(clean, github.context, github.api);
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? '', /No known vulnerabilities/);
  });

  test('is refused to a token that may only read, and the reason tells of a fork', async () => {
    await using github = await fakeGithub({ pullRequest: { number: 7, fork: true } });
    github.faults.push((_, response) => reply(response, 200, '[]'), fault(403, 'Resource not accessible by integration'));
    const log = recordedLog();
    tellComment(await writeComment(REQUEST, github.context, github.api), log);
    assert.deepEqual(log.lines, [
      'notice: The pull request was not commented on: GitHub answered 403: Resource not accessible by integration; ' +
        'a pull request from a fork has a token that may only read.',
    ]);
  });

  test('is not sent twice where the first may have arrived, and is where it was turned away', async () => {
    await using github = await fakeGithub();
    const empty = (_: unknown, response: Parameters<typeof reply>[0]): void => reply(response, 200, '[]');
    github.faults.push(empty, fault(502));
    assert.equal((await writeComment(REQUEST, github.context, github.api)).kind, 'refused');
    github.faults.push(empty, (_, response) => void response.destroy());
    assert.equal((await writeComment(REQUEST, github.context, github.api)).kind, 'refused');
    assert.equal(github.requests.filter((line) => line.startsWith('POST')).length, 2);
    github.faults.push(empty, fault(429, 'slow down', { 'retry-after': '1' }));
    assert.equal((await writeComment(REQUEST, github.context, github.api)).kind, 'written');
    github.faults.push(fault(500));
    assert.equal((await writeComment(REQUEST, github.context, github.api)).kind, 'written');
  });

  test('is refused, and no more, where GitHub answers garbage', async () => {
    for (const body of ['', 'null', '{}', '<html>', '[null, 7, {"id": "x"}, {"id": -1, "body": 7}]']) {
      await using github = await fakeGithub();
      github.faults.push(
        (_, response) => reply(response, 200, body),
        (_, response) => reply(response, 201, body),
      );
      const { kind } = await writeComment(REQUEST, github.context, github.api);
      assert.equal(kind, body.startsWith('[') ? 'written' : 'refused', body);
    }
  });

  test('asks nothing without a pull request or a token', async () => {
    await using github = await fakeGithub();
    const { token: _, ...anonymous } = github.context;
    const { pullRequest: __, ...push } = github.context;
    for (const context of [anonymous, push, undefined]) {
      assert.equal((await writeComment(REQUEST, context, github.api)).kind, 'refused');
    }
    assert.deepEqual(github.requests, []);
  });
});

describe("a comment's body", () => {
  const context = { runUrl: 'https://github.test/run' } as Parameters<typeof bodyOf>[1];

  test('of any length has room, with its folds closed and a way to the whole', () => {
    const text = `<details>\n<summary>many</summary>\n\n${'| row |\n'.repeat(20_000)}</details>`;
    const body = bodyOf({ marker: MARKER, markdown: text }, context);
    assert.ok(body.length <= 60_000 && body.length > 50_000);
    assert.match(
      body,
      /\| row \|\n\n<\/details>\n\nThe rest had no room here\. \[The whole report\]\(<https:\/\/github\.test\/run>\)\n$/,
    );
    assert.ok(bodyOf({ marker: MARKER, markdown: 'x'.repeat(100_000) }, context).length <= 60_000);
  });

  test('has no mention, no markup and one marker, whatever the names in it are', () => {
    const marker = markerOf({ workflow: `--> ${HOSTILE}`, job: '--><script>' }, { ...aReport().image, name: HOSTILE });
    assert.match(marker, /^<!-- hullcheck:[\w.!~*'()%-]+\/[\w.!~*'()%-]+\/[\w.!~*'()%-]+\/linux%2Famd64 -->$/);
    assert.doesNotMatch(marker.slice(4, -3), /--/);
    const findings = [aFinding(aVulnerability(HOSTILE), aPackage(HOSTILE, { version: HOSTILE }), HOSTILE)];
    const text = markdown.render(aReport({ findings, gaps: [{ subject: HOSTILE, reason: HOSTILE }] }));
    const body = bodyOf({ marker, markdown: text }, context).replace(/\]\(<https:\/\/[^<>\s|]*>\)/g, '');
    assert.doesNotMatch(body.slice(marker.length), /<(?!\/?(?:code|details|summary)>)|@|`|!--/);
  });
});
