import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSecdb } from '../../../src/advisories/formats/secdb.ts';
import { BARE_ADVISORY, BARE_ENTRY, before, EVERY_VERSION, EVERYTHING, readAll, selection } from './reading.ts';

const ALPINE = 'Alpine:v3.18';

function read(packages: readonly unknown[], { ecosystem = ALPINE, names = ['openssl', 'xen'] } = {}) {
  const document = {
    apkurl: '{{urlprefix}}/{{distroversion}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk',
    archs: ['x86_64'],
    reponame: 'main',
    urlprefix: 'https://dl-cdn.alpinelinux.org/alpine',
    distroversion: 'v3.18',
    packages,
  };
  return readAll(readSecdb(JSON.stringify(document), { ecosystem, wanted: selection([ecosystem], names) }));
}

function pkg(name: string, secfixes: object) {
  return { pkg: { name, secfixes } };
}

test('each vulnerability of a security database is an advisory, for all packages that have its fix', async () => {
  const { advisories, unread } = await read([
    pkg('openssl', { '3.1.1-r0': ['CVE-2023-2650'] }),
    pkg('curl', { '8.1.0-r0': ['CVE-2023-28319'] }),
    pkg('xen', { '4.17.1-r0': ['CVE-2023-2650'] }),
  ]);
  assert.deepEqual(advisories, [
    {
      ...BARE_ADVISORY,
      id: 'ALPINE-CVE-2023-2650',
      aliases: ['CVE-2023-2650'],
      references: ['https://security.alpinelinux.org/vuln/CVE-2023-2650'],
      affected: [
        { ...BARE_ENTRY, ecosystem: ALPINE, name: 'openssl', ranges: before('3.1.1-r0') },
        { ...BARE_ENTRY, ecosystem: ALPINE, name: 'xen', ranges: before('4.17.1-r0') },
      ],
    },
  ]);
  assert.deepEqual(unread, []);
});

test('version 0 says that no version was ever affected', async () => {
  const { advisories } = await read([pkg('openssl', { 0: ['CVE-2022-0001'] })]);
  assert.deepEqual(advisories[0]?.affected, [
    { ...BARE_ENTRY, ecosystem: ALPINE, name: 'openssl', ranges: EVERY_VERSION, notAffected: true },
  ]);
});

test('a fix that is listed beside version 0 counts', async () => {
  const { advisories } = await read([pkg('openssl', { 0: ['CVE-2022-0001'], '1.0-r1': ['CVE-2022-0001'] })]);
  assert.deepEqual(advisories[0]?.affected[0]?.ranges, before('1.0-r1'));
  assert.equal(advisories[0]?.affected[0]?.notAffected, undefined);
});

test('a vulnerability that is listed twice for a package is fixed where both versions are reached', async () => {
  const { advisories } = await read([
    pkg('openssl', { '1.0-r3': ['CVE-2017-2616 (+ regression fix)'], '1.0-r1': ['CVE-2017-2616'] }),
  ]);
  assert.equal(advisories.length, 1);
  assert.deepEqual(advisories[0]?.affected[0]?.ranges, [...before('1.0-r3'), ...before('1.0-r1')]);
});

test('names of one vulnerability are its aliases, and one notice may tell of several vulnerabilities', async () => {
  const { advisories, unread } = await read(
    [
      pkg('xen', {
        '1': ['CVE-2024-24790 GHSA-49gw-vxvf-fc2g CGA-2222-3333-4444'],
        '2': ['CVE-2018-12126 CVE-2018-12130 XSA-297'],
        '3': ['XSA-400'],
        '4': ['CVE_2019-2426', 'CVE-2020-2754?'],
      }),
    ],
    { ecosystem: 'Wolfi' },
  );
  assert.deepEqual(
    advisories.map(({ id, aliases, related }) => [id, aliases, related]),
    [
      ['WOLFI-CVE-2024-24790', ['CVE-2024-24790', 'GHSA-49gw-vxvf-fc2g', 'CGA-2222-3333-4444'], []],
      ['WOLFI-CVE-2018-12126', ['CVE-2018-12126'], ['XSA-297']],
      ['WOLFI-CVE-2018-12130', ['CVE-2018-12130'], ['XSA-297']],
      ['XSA-400', [], []],
      ['WOLFI-CVE-2019-2426', ['CVE-2019-2426'], []],
      ['WOLFI-CVE-2020-2754', ['CVE-2020-2754'], []],
    ],
  );
  assert.deepEqual(advisories[0]?.references, []);
  assert.deepEqual(unread, []);
});

test('what cannot be read is told of, and the rest counts', async () => {
  const { advisories, unread } = await read([
    { pkg: { secfixes: {} } },
    pkg('openssl', { '1': ['N/A'], '2': null, '3': ['CVE-2024-0001'] }),
    pkg('xen', { '1': 'CVE-2024-0002' }),
    null,
  ]);
  assert.deepEqual(
    advisories.map(({ id }) => id),
    ['ALPINE-CVE-2024-0001'],
  );
  assert.equal(unread.length, 4);
  assert.match(unread[0] ?? '', /^package 1 of Alpine:v3\.18: pkg\.name/);
  assert.equal(unread[1], 'openssl 1: "N/A" names no vulnerability');
});

test('a package named like a prototype is a package', async () => {
  const { advisories } = await read([JSON.parse('{"pkg":{"name":"__proto__","secfixes":{"1":["CVE-2024-0001"]}}}')], {
    names: ['__proto__'],
  });
  assert.equal(advisories[0]?.affected[0]?.name, '__proto__');
});

test('with everything wanted everything is read, and with another release wanted nothing is', async () => {
  const text = JSON.stringify({ packages: [pkg('a', { 1: ['CVE-2024-0001'] }), pkg('b', { 1: ['CVE-2024-0002'] })] });
  assert.equal((await readAll(readSecdb(text, { ecosystem: ALPINE, wanted: EVERYTHING }))).advisories.length, 2);
  const other = { ecosystem: ALPINE, wanted: selection(['Alpine:v3.19'], ['a', 'b']) };
  assert.deepEqual((await readAll(readSecdb(text, other))).advisories, []);
});

test('a page that is no database is an error', () => {
  const ask = { ecosystem: ALPINE, wanted: EVERYTHING };
  assert.throws(() => [...readSecdb('<!doctype html>', ask)], /It is not JSON\./);
  assert.throws(() => [...readSecdb('{"message":"not found"}', ask)], /packages/);
});
