import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import type { ApiRecord } from '../../support/osv-api.ts';
import { ids, MODIFIED, record, stage, vulnsOf, wanting } from './stage.ts';

suite("OSV's API", () => {
  test('is asked for the records of the packages, and for nothing that tells more of the image', async () => {
    await using at = await stage([
      record('CVE-1', 'a'),
      record('CVE-2', 'b'),
      record('CVE-3', 'c'),
      record('GHSA-1', 'a', 'npm'),
    ]);
    const result = await at.fetch([wanting(['a', 'b']), wanting(['a'], { folder: 'npm', ecosystems: ['npm'] })]);
    assert.deepEqual(
      [ids(result, 'a'), ids(result, 'b'), ids(result, 'a', 'npm'), ids(result, 'c')],
      [['CVE-1'], ['CVE-2'], ['GHSA-1'], []],
    );
    assert.deepEqual(at.api.questions, [
      [{ package: { ecosystem: 'Debian:12', name: 'a' } }, { package: { ecosystem: 'Debian:12', name: 'b' } }],
      [{ package: { ecosystem: 'npm', name: 'a' } }],
    ]);
    assert.deepEqual(vulnsOf(at), ['GET /v1/vulns/CVE-1', 'GET /v1/vulns/CVE-2', 'GET /v1/vulns/GHSA-1']);
    assert.deepEqual(result.gaps, []);
    assert.deepEqual(
      result.index.sources.map(({ feed, url, records, modified }) => [feed, url, records, modified]),
      [
        ['Debian', `${at.api.origin}/`, 2, '2026-01-13T00:00:00.000Z'],
        ['npm', `${at.api.origin}/`, 1, '2026-01-13T00:00:00.000Z'],
      ],
    );
  });

  test('is asked a thousand names at a time, and for further pages of those alone that have some', async () => {
    const names = Array.from({ length: 1001 }, (_, at) => `lib${String(at)}`);
    const records = [
      ...Array.from({ length: 7 }, (_, at) => record(`CVE-A${String(at)}`, 'lib3')),
      ...Array.from({ length: 4 }, (_, at) => record(`CVE-B${String(at)}`, 'lib1000')),
      record('CVE-C', 'lib5'),
    ];
    await using at = await stage(records, { pageSize: 3 });
    const result = await at.fetch([wanting(names)]);
    assert.deepEqual([ids(result, 'lib3').length, ids(result, 'lib1000').length, ids(result, 'lib5').length], [7, 4, 1]);
    const asked = at.api.questions.map((queries) => [queries.length, ...new Set(queries.map(({ page_token: token }) => token))]);
    assert.deepEqual(asked, [
      [1000, undefined],
      [1, undefined],
      [1, '3'],
      [1, '3'],
      [1, '6'],
    ]);
  });

  test('has its answers in any order, packed, with a record only once, eight at a time', async () => {
    const both = record('CVE-0', 'a');
    const records: ApiRecord[] = [{ ...both, affected: [...both.affected, ...record('CVE-0', 'b').affected] }];
    for (let at = 1; at <= 40; at += 1) records.push(record(`CVE-${String(at)}`, 'a'));
    await using at = await stage(records.toReversed(), { gzip: true });
    const result = await at.fetch([wanting(['b', 'a'])]);
    assert.equal(ids(result, 'a').length, 41);
    assert.deepEqual(ids(result, 'b'), ['CVE-0']);
    assert.equal(vulnsOf(at).length, 41);
    assert.equal(at.api.most(), 8);
  });

  test('is asked by the name that a package has, besides the one that all spellings come down to', async () => {
    await using at = await stage([record('GHSA-1', 'Some.Lib', 'NuGet')]);
    const nameOf = (name: string) => name.toLowerCase();
    const given = { folder: 'NuGet', ecosystems: ['NuGet'], nameOf, spellings: new Set(['Some.Lib']) };
    const result = await at.fetch([wanting(['some.lib'], given)]);
    assert.deepEqual(ids(result, 'some.lib', 'NuGet'), ['GHSA-1']);
  });

  test('gives records that were withdrawn, and they are dropped', async () => {
    await using at = await stage([record('CVE-1', 'a', 'Debian:12', { withdrawn: MODIFIED }), record('CVE-2', 'a')]);
    assert.deepEqual(ids(await at.fetch([wanting(['a'])]), 'a'), ['CVE-2']);
  });
});

suite("records of OSV's API are kept", () => {
  test('until they change', async () => {
    const records = [record('CVE-1', 'a'), record('CVE-2', 'a')];
    await using at = await stage(records);
    await at.fetch([wanting(['a'])]);
    assert.equal(vulnsOf(at).length, 2);
    const [before] = at.cache.kept.values();
    assert.deepEqual(ids(await at.fetch([wanting(['a'])]), 'a'), ['CVE-1', 'CVE-2']);
    assert.equal(vulnsOf(at).length, 2);
    assert.deepEqual([...at.cache.kept.values()], [before]);
    records[1] = { ...record('CVE-2', 'a'), modified: '2026-02-01T00:00:00Z' };
    records.push(record('CVE-3', 'a'));
    assert.deepEqual(ids(await at.fetch([wanting(['a'])]), 'a'), ['CVE-1', 'CVE-2', 'CVE-3']);
    assert.deepEqual(vulnsOf(at).slice(2), ['GET /v1/vulns/CVE-2', 'GET /v1/vulns/CVE-3']);
    assert.deepEqual(await at.cache.leftovers(), []);
  });

  test('and fetched again where the copy is damaged', async () => {
    await using at = await stage([record('CVE-1', 'a'), record('CVE-2', 'a')]);
    await at.fetch([wanting(['a'])]);
    const [copy] = at.cache.kept.values();
    assert.ok(copy !== undefined);
    const whole = await readFile(copy.path, 'utf8');
    for (const broken of [whole.slice(0, -20), 'no record\n\u0000\u0000', whole.replaceAll('"affected"', '"infected'), '']) {
      await writeFile(copy.path, broken);
      at.cache.kept.set([...at.cache.kept.keys()][0] ?? '', copy);
      const result = await at.fetch([wanting(['a'])]);
      assert.deepEqual([ids(result, 'a'), result.gaps], [['CVE-1', 'CVE-2'], []]);
    }
  });
});
