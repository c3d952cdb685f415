import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { reply } from '../../support/server.ts';
import { ids, record, stage, wanting } from './stage.ts';

suite("where OSV's API does not answer as it should", () => {
  test('it is asked again, and given the time that it asks for', async () => {
    const instead = (_: unknown, response: ServerResponse, nth: number): boolean => {
      if (nth === 1) reply(response, 429, '', { 'retry-after': '7' });
      if (nth === 2) reply(response, 503);
      if (nth === 3) response.destroy();
      return nth <= 3;
    };
    await using at = await stage([record('CVE-1', 'a')], { instead });
    assert.deepEqual(ids(await at.fetch([wanting(['a'])]), 'a'), ['CVE-1']);
    assert.deepEqual(at.clock.sleeps, [7000, 2000, 4000, 7000, 2000, 4000]);
  });

  test('at all, the scan ends and says so', async () => {
    await using at = await stage([], { instead: (_, response) => (reply(response, 500), true) });
    await assert.rejects(at.fetch([wanting(['a'])]), { code: 'ADVISORIES_UNAVAILABLE', message: /the server answered 500/ });
    assert.equal(at.api.requests.length, 5);
  });

  test('to a record, the scan ends and says so', async () => {
    const instead = ({ url }: { url?: string | undefined }, response: ServerResponse): boolean => {
      if (url?.startsWith('/v1/vulns/CVE-2') !== true) return false;
      reply(response, 500);
      return true;
    };
    await using at = await stage([record('CVE-1', 'a'), record('CVE-2', 'a')], { instead });
    await assert.rejects(at.fetch([wanting(['a'])]), {
      code: 'ADVISORIES_UNAVAILABLE',
      message: /vulns\/CVE-2 could not be asked/,
    });
    assert.deepEqual(await at.cache.leftovers(), []);
  });

  test('and patience ends with its last attempt, that is what is said', async () => {
    const aborted = new AbortController();
    const instead = (_: unknown, response: ServerResponse, nth: number): boolean => {
      if (nth < 5) reply(response, 503);
      else aborted.abort(new Error('enough'));
      return true;
    };
    await using at = await stage([], { instead });
    await assert.rejects(at.fetch([wanting(['a'])], { signal: aborted.signal }), { message: 'enough' });
  });

  test('because it does not take a package, the others are judged and that one is a gap', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `lib${String(at)}`);
    await using at = await stage([record('CVE-1', 'lib7'), record('CVE-2', 'lib99'), record('GHSA-1', 'a', 'npm')], {
      unknown: ({ package: asked }) => asked?.name === 'lib42',
    });
    const result = await at.fetch([wanting(names), wanting(['a'], { folder: 'npm', ecosystems: ['npm'] })]);
    assert.deepEqual([ids(result, 'lib7'), ids(result, 'lib99'), ids(result, 'a', 'npm')], [['CVE-1'], ['CVE-2'], ['GHSA-1']]);
    assert.deepEqual(result.gaps, [
      { subject: 'Debian:12 advisories', reason: "OSV's API does not take the question for lib42" },
    ]);
  });

  test('because it does not know an ecosystem, that is found out in a few questions', async () => {
    const names = Array.from({ length: 3000 }, (_, at) => `lib${String(at)}`);
    await using at = await stage([record('GHSA-1', 'a', 'npm')], {
      unknown: ({ package: asked }) => asked?.ecosystem === 'Debian:12',
    });
    const result = await at.fetch([wanting(names), wanting(['a'], { folder: 'npm', ecosystems: ['npm'] })]);
    assert.deepEqual(ids(result, 'a', 'npm'), ['GHSA-1']);
    assert.equal(result.gaps.length, 1);
    assert.match(result.gaps[0]?.reason ?? '', /and 2997 more$/);
    assert.ok(at.api.requests.length < 60, String(at.api.requests.length));
  });

  test('because it has no such record, or another, that is a gap', async () => {
    const instead = ({ url }: { url?: string | undefined }, response: ServerResponse): boolean => {
      if (url === '/v1/vulns/CVE-2') reply(response, 404);
      else if (url === '/v1/vulns/CVE-3') reply(response, 200, JSON.stringify(record('CVE-1', 'a')));
      else if (url === '/v1/vulns/CVE-4') reply(response, 200, '{"id":"CVE-4","affected":[{"package":7}]}');
      else return false;
      return true;
    };
    await using at = await stage(
      ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'].map((id) => record(id, 'a')),
      { instead },
    );
    const result = await at.fetch([wanting(['a'])]);
    assert.deepEqual(ids(result, 'a'), ['CVE-1']);
    assert.equal(result.gaps.length, 1);
    const reason = result.gaps[0]?.reason ?? '';
    assert.match(reason, /^3 records could not be read: /);
    for (const part of [/CVE-2 \(the API has no such record\)/, /CVE-3 \(the API gave CVE-1 instead\)/, /CVE-4 \(/])
      assert.match(reason, part);
    const [copy] = at.cache.kept.values();
    assert.deepEqual((await readFile(copy?.path ?? '', 'utf8')).match(/^CVE-\d/gm), ['CVE-1']);
  });

  const GARBAGE = [
    ['a page', '<html>sign in</html>', /not in the published form/],
    ['another shape', '{"results":{}}', /not in the published form/],
    ['too few results', '{"results":[]}', /0 results for 1 queries/],
    ['an id that is a path', '{"results":[{"vulns":[{"id":"../x","modified":"2026"}]}]}', /not in the published form/],
    ['an id that is two lines', '{"results":[{"vulns":[{"id":"a\\nb","modified":"2026"}]}]}', /not in the published form/],
    ['pages without end', '{"results":[{"next_page_token":"again"}]}', /its pages of a do not end/],
  ] as const;

  for (const [what, body, message] of GARBAGE) {
    test(`but with ${what}, the scan ends and says so`, async () => {
      await using at = await stage([], { instead: (_, response) => (reply(response, 200, body), true) });
      await assert.rejects(at.fetch([wanting(['a'])]), { code: 'ADVISORIES_UNAVAILABLE', message });
    });
  }

  test('but with ever new pages, the scan ends and says so', async () => {
    const instead = (_: unknown, response: ServerResponse, nth: number) => (
      reply(response, 200, `{"results":[{"next_page_token":"${String(nth)}"}]}`), true
    );
    await using at = await stage([], { instead });
    await assert.rejects(at.fetch([wanting(['a'])]), { message: /its pages of a do not end/ });
    assert.ok(at.api.requests.length <= 100);
  });

  test('but with more than any answer can be, packed or not, the scan ends and says so', async () => {
    const huge = Buffer.alloc(33 * 1024 * 1024, ' ');
    const packed = gzipSync(huge);
    for (const [body, headers, message] of [
      [huge, {}, /larger than any can be/],
      [packed, { 'content-encoding': 'gzip' }, /cannot be unpacked/],
      [packed.subarray(0, 100), { 'content-encoding': 'gzip' }, /cannot be unpacked/],
      [Buffer.from('{}'), { 'content-encoding': 'br' }, /what nobody asked for: br/],
    ] as const) {
      await using at = await stage([], { instead: (_, response) => (response.writeHead(200, headers).end(body), true) });
      await assert.rejects(at.fetch([wanting(['a'])]), { code: 'ADVISORIES_UNAVAILABLE', message });
    }
  });

  test('but sends us elsewhere, or is not there, or is not to be trusted, the scan ends and says so', async () => {
    await using elsewhere = await stage([], {
      instead: (_, response) => (response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(), true),
    });
    await assert.rejects(elsewhere.fetch([wanting(['a'])]), { code: 'ADVISORIES_UNAVAILABLE', message: /answered 307/ });
    await using absent = await stage([], { instead: (_, response) => (reply(response, 404), true) });
    await assert.rejects(absent.fetch([wanting(['a'])]), { code: 'ADVISORIES_UNAVAILABLE', message: /there is no such API/ });
    await assert.rejects(absent.fetch([wanting(['a'])], { apiUrl: 'http://osv.test' }), { code: 'USAGE' });
  });
});
