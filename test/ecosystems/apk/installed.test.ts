import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { APK_INSTALLED } from '../../../src/ecosystems/apk/installed.ts';
import type { FileContent } from '../../../src/model/inventory.ts';
import { hasPath, pathSet } from '../../../src/model/path-set.ts';
import { lacking, unpack } from '../outside.ts';

const read = (text: string): FileContent => APK_INSTALLED.read({ path: 'lib/apk/db/installed', bytes: Buffer.from(text) });

const DATABASE = `C:Q1dVOlgJ6nKvwPdHFQ8GFFpUOXvdo=
P:musl
V:1.2.4-r2
A:x86_64
S:383152
T:the musl c library (libc) implementation
o:musl
m:Timo Ter\u00e4s <timo.teras@iki.fi>
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1Bx0hEwzC2ssCSPTVQgHPPYLsyZA=

C:Q1A
P:libcrypto3
V:3.1.4-r5
A:x86_64
o:openssl

P:.build-deps
V:20240329.101010
A:noarch
`;

test('It wants the database at each of its places', () => {
  const places = ['lib/apk/db/installed', 'usr/lib/apk/db/installed', 'var/lib/apk/db/installed'];
  assert.deepEqual(APK_INSTALLED.places, places);
  for (const place of places) assert.ok(APK_INSTALLED.wants(place));
  for (const path of ['lib/apk/db/triggers', 'var/lib/apk/installed', 'srv/lib/apk/db/installed'])
    assert.ok(!APK_INSTALLED.wants(path));
});

test('Every package is read, with the source that it was built from', () => {
  assert.deepEqual(read(DATABASE), {
    packages: [
      { name: 'musl', version: '1.2.4-r2', arch: 'x86_64', source: { name: 'musl', version: '1.2.4-r2' } },
      { name: 'libcrypto3', version: '3.1.4-r5', arch: 'x86_64', source: { name: 'openssl', version: '3.1.4-r5' } },
      {
        name: '.build-deps',
        version: '20240329.101010',
        arch: 'noarch',
        source: { name: '.build-deps', version: '20240329.101010' },
      },
    ],
    owned: [{ owner: 'musl', files: pathSet(['lib/ld-musl-x86_64.so.1']) }],
  });
  assert.deepEqual(read(DATABASE.replaceAll('\n', '\r\n').trimEnd()), read(DATABASE));
});

test('A line that is no field is passed over', () => {
  assert.deepEqual(read('P:a\nV:1-r0\nVX9-r9\nnonsense\n').packages, [
    { name: 'a', version: '1-r0', source: { name: 'a', version: '1-r0' } },
  ]);
});

test('The files of a package are those of each of its folders, and those of the root', () => {
  const { owned } = read(
    'P:a\nV:1-r0\nF:\nR:root\nF:usr\nF:usr/bin\nR:one\na:0:0:755\nR:two\n\nP:b\nV:1-r0\nR:b\n\nV:1-r0\nR:lost\n',
  );
  assert.deepEqual(owned, [
    { owner: 'a', files: pathSet(['root', 'usr/bin/one', 'usr/bin/two']) },
    { owner: 'b', files: pathSet(['b']) },
  ]);
  assert.ok(owned?.[0] !== undefined && hasPath(owned[0].files, 'usr/bin/two') && !hasPath(owned[0].files, 'usr/bin'));
});

test('A database of half a million files is read in a few seconds', () => {
  const files = Array.from({ length: 500 }, (_, file) => `R:file-${file}\na:0:0:755\nZ:Q1Bx0hEwzC2ssCSPTVQgHPPYLsyZA=\n`).join(
    '',
  );
  const text = Array.from({ length: 1000 }, (_, pkg) => `P:p${pkg}\nV:1-r0\nF:usr/p${pkg}\n${files}`).join('\n');
  const started = performance.now();
  const { packages, owned } = read(text);
  assert.equal(packages.length, 1000);
  assert.equal(owned?.[999]?.files.hashes.length, 500);
  assert.ok(performance.now() - started < 5000);
});

test('A record that lacks what it needs is told, and the rest is kept', () => {
  const { packages, gap } = read('P:a\n\nV:1\n\nF:P:x\nR:V:2\n\nP:b\nV:1-r0\n\n\n');
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['b'],
  );
  assert.equal(gap, '3 records lack a package or a version.');
  assert.deepEqual(read(''), { packages: [] });
});

for (const [version, count] of [
  ['3.10.9', 14],
  ['3.18.9', 15],
] as const) {
  const archive = `rootfs/alpine-minirootfs-${version}-x86_64.tar.gz`;
  test(`All ${count} packages of Alpine ${version} are read`, { skip: lacking({ files: [archive], tools: ['tar'] }) }, () => {
    const root = unpack(archive, ['./lib/apk/db/installed']);
    try {
      const text = readFileSync(join(root, 'lib/apk/db/installed'), 'utf8');
      const { packages, gap } = read(text);
      assert.equal(gap, undefined);
      assert.equal(packages.length, count);
      assert.deepEqual(
        packages.map(({ name }) => name),
        [...text.matchAll(/^P:(.*)$/gm)].map(([, name]) => name),
      );
      assert.deepEqual(
        packages.map(({ version: built }) => built),
        [...text.matchAll(/^V:(.*)$/gm)].map(([, built]) => built),
      );
      assert.deepEqual(
        packages.map(({ source }) => source?.name),
        [...text.matchAll(/^o:(.*)$/gm)].map(([, name]) => name),
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });
}
