import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { CHISEL_MANIFEST } from '../../../src/ecosystems/dpkg/chisel.ts';
import type { FileContent } from '../../../src/model/inventory.ts';
import { pathSet } from '../../../src/model/path-set.ts';

const PATH = 'var/lib/chisel/manifest.wall';
const SOURCELESS = 'Chisel does not record the sources of packages, by which most advisories speak.';

const read = (...lines: readonly unknown[]): FileContent => {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return CHISEL_MANIFEST.read({ path: PATH, bytes: zstdCompressSync(`${text}\n`) });
};

const OPENSSL = { kind: 'package', name: 'openssl', version: '3.0.13-0ubuntu3.5', sha256: '00f9', arch: 'amd64' };
const BINARY = { kind: 'content', slice: 'openssl_bins', path: '/usr/bin/openssl' };

test('It wants the manifest where Chisel writes it', () => {
  assert.ok(CHISEL_MANIFEST.wants(PATH));
  assert.ok(!CHISEL_MANIFEST.wants('var/lib/chisel/other.wall'));
});

test('A manifest tells the packages, and the files that were cut out of each', () => {
  const content = read(
    { jsonwall: '1.0', schema: '1.0', count: 8 },
    { kind: 'content', slice: 'base-files_base', path: '/etc/' },
    { kind: 'content', slice: 'base-files_base', path: '/etc/debian_version' },
    BINARY,
    { kind: 'content', slice: 'openssl_config', path: '/etc/ssl/openssl.cnf' },
    OPENSSL,
    { kind: 'path', path: '/usr/bin/openssl', mode: '0755', slices: ['openssl_bins'], sha256: 'aa', size: 9 },
    { kind: 'slice', name: 'openssl_bins' },
  );
  assert.deepEqual(content, {
    packages: [{ name: 'openssl', version: '3.0.13-0ubuntu3.5', arch: 'amd64' }],
    owned: [
      { owner: 'base-files', files: pathSet(['etc/debian_version']) },
      { owner: 'openssl', files: pathSet(['usr/bin/openssl', 'etc/ssl/openssl.cnf']) },
    ],
    gap: SOURCELESS,
  });
});

test('A manifest that is damaged or cut off says so, and what is whole is kept', () => {
  const damaged = read(
    { jsonwall: '1.0', count: 9 },
    OPENSSL,
    '{"kind":',
    [],
    { kind: 'package', name: 'a' },
    { kind: 'content', slice: 1 },
  );
  assert.equal(damaged.packages.length, 1);
  assert.equal(damaged.gap, `It has 6 of 9 lines. 3 of its lines are broken. ${SOURCELESS}`);
  assert.match(read({ jsonwall: '1.0', count: 2 }, '{').gap ?? '', /^1 of its lines is broken\./);
  assert.equal(read({ jsonwall: '1.0' }, OPENSSL).gap, SOURCELESS);
});

test('A slice that is called as a property of every object is a slice', () => {
  const { owned } = read({ jsonwall: '1.0', count: 2 }, { kind: 'content', slice: '__proto__', path: '/a' });
  assert.equal(owned?.length, 1);
});

test('What is no manifest is refused', () => {
  const refuse = (bytes: Uint8Array, reason: RegExp): void =>
    assert.throws(() => CHISEL_MANIFEST.read({ path: PATH, bytes }), reason);
  refuse(Buffer.from('{"jsonwall":"1.0"}\n'), /not compressed as a manifest is/);
  refuse(zstdCompressSync('{"jsonwall":"1.0"}\n'.repeat(2)).subarray(0, 12), /not compressed as a manifest is/);
  refuse(zstdCompressSync('{}\n'), /does not begin as a manifest does/);
  refuse(zstdCompressSync('nonsense'), /does not begin as a manifest does/);
  refuse(zstdCompressSync(''), /it is empty/);
});

test('A manifest that unfolds to more than any system has is refused', () => {
  const bomb = zstdCompressSync(Buffer.alloc(65 * 1024 * 1024, 10));
  assert.ok(bomb.length < 1024 * 1024);
  assert.throws(() => CHISEL_MANIFEST.read({ path: PATH, bytes: bomb }), /or it is too large/);
});
