import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DPKG_STATUS } from '../../../src/ecosystems/dpkg/status.ts';
import type { FileContent } from '../../../src/model/inventory.ts';

const read = (text: string | Uint8Array, path = 'var/lib/dpkg/status'): FileContent =>
  DPKG_STATUS.read({ path, bytes: typeof text === 'string' ? Buffer.from(text) : text });

const DATABASE = `Package: libssl3
Status: install ok installed
Priority: optional
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Architecture: amd64
Multi-Arch: same
Source: openssl
Version: 3.0.11-1~deb12u2
Depends: libc6 (>= 2.34)
Description: Secure Sockets Layer toolkit - shared libraries
 This package is part of the OpenSSL project's implementation.
 .
Package: not-a-field
\tVersion: 9
Homepage: https://www.openssl.org/

Package: libgcc-s1
Status: install ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14+b1

Package: old
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0-1

Package: tzdata
Status: hold ok installed
Architecture: all
Version: 2024a-0+deb12u1
`;

test('It wants the database and the files of distroless images, without their checksums', () => {
  for (const path of ['var/lib/dpkg/status', 'var/lib/dpkg/status.d/base', 'var/lib/dpkg/status.d/libc6']) {
    assert.ok(DPKG_STATUS.wants(path), path);
  }
  const others = [
    'var/lib/dpkg/status-old',
    'var/lib/dpkg/status.d/base.md5sums',
    'var/lib/dpkg/status.d/a/b',
    'opt/var/lib/dpkg/status',
  ];
  for (const path of [...others, 'var/lib/dpkg/status.d/']) assert.ok(!DPKG_STATUS.wants(path), path);
});

test('Packages that are installed are read with their sources, and those that are not are left out', () => {
  const database = DATABASE.replace('Package: not-a-field', ' Package: not-a-field');
  assert.deepEqual(read(database), {
    packages: [
      {
        name: 'libssl3',
        version: '3.0.11-1~deb12u2',
        arch: 'amd64',
        source: { name: 'openssl', version: '3.0.11-1~deb12u2' },
        vendor: 'Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>',
      },
      { name: 'libgcc-s1', version: '12.2.0-14+b1', arch: 'amd64', source: { name: 'gcc-12', version: '12.2.0-14' } },
      { name: 'tzdata', version: '2024a-0+deb12u1', arch: 'all', source: { name: 'tzdata', version: '2024a-0+deb12u1' } },
    ],
  });
});

test('A package counts when its files are on the disk, whatever is still to be done about it', () => {
  const counted = (status: string): number => read(`Package: a\nStatus: ${status}\nVersion: 1\n`).packages.length;
  for (const status of ['installed', 'unpacked', 'half-configured', 'triggers-awaited', 'triggers-pending']) {
    assert.equal(counted(`install ok ${status}`), 1, status);
  }
  assert.equal(counted('deinstall ok installed'), 1);
  for (const status of ['not-installed', 'config-files', 'half-installed'])
    assert.equal(counted(`deinstall ok ${status}`), 0, status);
});

test('A distroless file needs no status', () => {
  const text = 'Package: base-files\nVersion: 12.4+deb12u5\nArchitecture: amd64\nMaintainer: Santiago Vila <sanvila@debian.org>';
  const { packages, gap } = read(text, 'var/lib/dpkg/status.d/base');
  assert.equal(packages[0]?.name, 'base-files');
  assert.equal(packages[0]?.vendor, 'Santiago Vila <sanvila@debian.org>');
  assert.equal(packages.length, 1);
  assert.equal(gap, undefined);
  assert.deepEqual(read(text, 'usr/share/packages/base').packages, packages);
});

test('A stanza that lacks what it needs is told, and the rest is kept', () => {
  const { packages, gap } = read(
    'Package: a\nStatus: install ok installed\nVersion: 1\n\n\nPackage: b\nStatus: install ok installed\n\nVersion: 2\nStatus: install ok installed\n\nPackage: c\nVersion: 3\n\nPackage: d\nStatus: install ok installed\nVersion: 4\n',
  );
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['a', 'd'],
  );
  assert.equal(gap, '3 records lack a package, a version or a status (the first at line 6).');
  assert.match(read('Package: a\nVersion: 1\n').gap ?? '', /^1 record lacks a package/);
});

test('Neither line ends, nor a missing last one, nor bytes that are not UTF-8, nor the case of a name change anything', () => {
  const expected = read('Package: a\nStatus: install ok installed\nVersion: 1-1\nArchitecture: all\n');
  assert.equal(expected.packages.length, 1);
  assert.deepEqual(read('Package: a\r\nStatus: install ok installed\r\nVersion: 1-1\r\nArchitecture: all\r\n\r\n'), expected);
  assert.deepEqual(read(DATABASE.replaceAll('\n', '\r\n')), read(DATABASE));
  assert.deepEqual(read('PACKAGE:a\nstatus:  install  ok  installed \nversion: 1-1\nArchitecture: all'), expected);
  const latin1 = Buffer.from(
    'Package: a\nOrigin: J\u00f6rg \u00c9\nStatus: install ok installed\nVersion: 1-1\nArchitecture: all\n',
    'latin1',
  );
  assert.deepEqual(read(latin1), expected);
});

test('A database that a link leads to under another folder is read as a database', () => {
  const text = 'Package: a\nVersion: 1\n';
  assert.equal(read(text, 'usr/share/dpkg/status').packages.length, 0);
  assert.equal(read(text, 'status').packages.length, 0);
  assert.deepEqual(DPKG_STATUS.places, ['var/lib/dpkg/status', 'var/lib/dpkg/status.d']);
});

test('An empty database holds nothing, and that is no gap', () => {
  assert.deepEqual(read(''), { packages: [] });
  assert.deepEqual(read('\n\n\n'), { packages: [] });
});
