import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPKG_INFO, OPKG_STATUS } from '../../../src/ecosystems/dpkg/opkg.ts';
import { pathSet } from '../../../src/model/path-set.ts';

const STATUS = `Package: libopenssl3
Version: 3.0.13-1
Depends: libc
Status: install user installed
Architecture: x86_64
Installed-Time: 1700000000

Package: gone
Version: 1
Status: deinstall ok not-installed
`;

const CONTROL = 'Package: libopenssl3\nVersion: 3.0.13-1\nSource: package/libs/openssl\nArchitecture: x86_64\n';
const OPENSSL = { name: 'libopenssl3', version: '3.0.13-1', arch: 'x86_64' };

test('The database of a router is read as that of a Debian', () => {
  for (const path of ['usr/lib/opkg/status', 'var/lib/opkg/status']) {
    assert.ok(OPKG_STATUS.wants(path));
    assert.deepEqual(OPKG_STATUS.read({ path, bytes: Buffer.from(STATUS) }), {
      packages: [{ ...OPENSSL, source: { name: 'libopenssl3', version: '3.0.13-1' } }],
    });
  }
});

test('A record beside the database counts where there is no database, and its source is the folder that it is built in', () => {
  const path = 'usr/lib/opkg/info/libopenssl3.control';
  const bytes = Buffer.from(CONTROL);
  assert.ok(OPKG_INFO.wants(path));
  assert.deepEqual(OPKG_INFO.companions?.(path), ['usr/lib/opkg/status']);
  const alone = { packages: [{ ...OPENSSL, source: { name: 'openssl', version: '3.0.13-1' } }] };
  assert.deepEqual(OPKG_INFO.read({ path, bytes }), alone);
  assert.deepEqual(OPKG_INFO.read({ path, bytes, companions: new Map() }), alone);
  assert.deepEqual(OPKG_INFO.read({ path, bytes, companions: new Map([['usr/lib/opkg/status', Buffer.from(STATUS)]]) }), {
    packages: [],
  });
});

test('A list gives the files of its package', () => {
  const path = 'var/lib/opkg/info/libopenssl3.list';
  assert.ok(OPKG_INFO.wants(path));
  assert.deepEqual(OPKG_INFO.companions?.(path), []);
  assert.deepEqual(OPKG_INFO.read({ path, bytes: Buffer.from('/usr/lib/libssl.so.3\n/etc/ssl/openssl.cnf\n') }), {
    packages: [],
    owned: [{ owner: 'libopenssl3', files: pathSet(['usr/lib/libssl.so.3', 'etc/ssl/openssl.cnf']) }],
  });
  for (const other of ['usr/lib/opkg/info/a.postinst', 'usr/lib/opkg/lists/a.list', 'opt/usr/lib/opkg/info/a.list'])
    assert.ok(!OPKG_INFO.wants(other), other);
});
