import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DPKG_FILES } from '../../../src/ecosystems/dpkg/files.ts';
import type { OwnedFiles } from '../../../src/model/inventory.ts';
import { pathSet } from '../../../src/model/path-set.ts';

function read(path: string, text: string, record?: string): OwnedFiles | undefined {
  const companions = record === undefined ? undefined : new Map([['beside', Buffer.from(record)]]);
  const { packages, owned = [] } = DPKG_FILES.read({ path, bytes: Buffer.from(text), ...(companions && { companions }) });
  assert.deepEqual(packages, []);
  assert.equal(owned.length, 1);
  return owned[0];
}

const SUM = 'd41d8cd98f00b204e9800998ecf8427e';

test('It wants the lists and the checksums of packages, and nothing else of their information', () => {
  const info = 'var/lib/dpkg/info';
  for (const path of [`${info}/libc6:amd64.list`, `${info}/base-files.md5sums`, 'var/lib/dpkg/status.d/base.md5sums'])
    assert.ok(DPKG_FILES.wants(path), path);
  const others = [
    `${info}/libc6:amd64.postinst`,
    `${info}/format`,
    `${info}/a/b.list`,
    'var/lib/dpkg/status.d/base',
    'opt/lib/dpkg/info/b.list',
  ];
  for (const path of [...others, 'var/lib/dpkg/status', 'var/lib/dpkg/alternatives/a.list'])
    assert.ok(!DPKG_FILES.wants(path), path);
});

test('A list gives the files of its package, whose architecture is no part of its name, without the folders on the way to them', () => {
  const list =
    '/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/a-b\n/usr/share\n/usr/share/doc\n/usr/share/doc/a\n/usr/share/doc/a/copyright\n/usr/share/empty\n';
  const files = pathSet(['usr/bin/a', 'usr/bin/a-b', 'usr/share/doc/a/copyright', 'usr/share/empty']);
  assert.deepEqual(read('var/lib/dpkg/info/a:amd64.list', list), { owner: 'a', files });
  assert.deepEqual(read('var/lib/dpkg/info/a.list', list.replaceAll('\n', '\r\n').trimEnd()), { owner: 'a', files });
  assert.deepEqual(read('var/lib/dpkg/info/a.list', '')?.files, pathSet([]));
  assert.deepEqual(read('var/lib/dpkg/info/a.list', '/.\n')?.files, pathSet([]));
});

test('Checksums give the files that they are of, and a line that is none gives nothing', () => {
  const sums = `${SUM}  usr/bin/a\n${SUM} *usr/share/a b\nnonsense\n${SUM.slice(1)}  usr/bin/short\n`;
  assert.deepEqual(read('var/lib/dpkg/info/python3.11:amd64.md5sums', sums), {
    owner: 'python3.11',
    files: pathSet(['usr/bin/a', 'usr/share/a b']),
  });
});

test('A file that its package calls by the name of before the merge is found by either name', () => {
  const list = '/.\n/lib\n/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu/libc.so.6\n/libexec\n/bin\n/bin/sh\n';
  assert.deepEqual(
    read('var/lib/dpkg/info/libc6:amd64.list', list)?.files,
    pathSet(['lib/x86_64-linux-gnu/libc.so.6', 'usr/lib/x86_64-linux-gnu/libc.so.6', 'libexec', 'bin/sh', 'usr/bin/sh']),
  );
});

test('A distroless file that is called by half of its name has the name that its record has', () => {
  const path = 'var/lib/dpkg/status.d/ca.md5sums';
  assert.deepEqual(DPKG_FILES.companions?.(path), ['var/lib/dpkg/status.d/ca']);
  assert.deepEqual(DPKG_FILES.companions?.('var/lib/dpkg/info/ca.md5sums'), []);
  const sums = `${SUM}  ./etc/ca.conf\n`;
  assert.deepEqual(read(path, sums, 'Package: ca-certificates\nVersion: 1\n'), {
    owner: 'ca-certificates',
    files: pathSet(['etc/ca.conf']),
  });
  assert.equal(read(path, sums)?.owner, 'ca');
  assert.equal(read(path, sums, 'Version: 1\n')?.owner, 'ca');
});
