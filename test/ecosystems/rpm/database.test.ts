import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RPM_SQLITE, RPM_UNREAD } from '../../../src/ecosystems/rpm/database.ts';
import type { FileContent } from '../../../src/model/inventory.ts';
import { lacking, unpack } from '../outside.ts';
import { writePackages } from './databases.ts';
import { type Field, TAG, writeHeader } from './headers.ts';

const ALMALINUX_9 = 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz';

const read = (bytes: Uint8Array): FileContent => RPM_SQLITE.read({ path: 'var/lib/rpm/rpmdb.sqlite', bytes });
const header = (name: string, ...more: ReadonlyArray<readonly [number, Field]>): Buffer =>
  writeHeader([[TAG.name, name], [TAG.version, '1.2'], [TAG.release, '3.el9'], [TAG.arch, 'x86_64'], ...more]);

test('It wants the database at each of its places', () => {
  for (const folder of ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm']) {
    assert.ok(RPM_SQLITE.wants(`${folder}/rpmdb.sqlite`));
    for (const name of ['Packages', 'Packages.db', 'rpmdb.sqlite-wal']) assert.ok(RPM_UNREAD.wants(`${folder}/${name}`));
    for (const name of ['rpmdb.sqlite-shm', 'Name', '.rpm.lock']) {
      assert.ok(!RPM_SQLITE.wants(`${folder}/${name}`) && !RPM_UNREAD.wants(`${folder}/${name}`));
    }
  }
  assert.ok(!RPM_SQLITE.wants('srv/var/lib/rpm/rpmdb.sqlite'));
});

test('A package has its epoch where it is not zero, and its source has the same', () => {
  const { packages, gap } = read(
    writePackages([
      header('bash', [TAG.sourceRpm, 'bash-1.2-3.el9.src.rpm'], [TAG.vendor, 'AlmaLinux']),
      header('openssl-libs', [TAG.epoch, 1], [TAG.sourceRpm, 'openssl-fips-3.0.1-41.el9_0.src.rpm']),
      header('zero', [TAG.epoch, 0], [TAG.sourceRpm, 'zero-1.2-3.el9.nosrc.rpm']),
      header('odd', [TAG.sourceRpm, '(none)']),
      header('gpg-pubkey'),
      header('nginx', [TAG.label, 'nginx:1.22:9020020230427104310:rhel9:x86_64']),
    ]),
  );
  assert.equal(gap, undefined);
  const common = { version: '1.2-3.el9', arch: 'x86_64' };
  assert.deepEqual(packages, [
    { name: 'bash', ...common, source: { name: 'bash', version: '1.2-3.el9' }, vendor: 'AlmaLinux' },
    {
      name: 'openssl-libs',
      version: '1:1.2-3.el9',
      arch: 'x86_64',
      source: { name: 'openssl-fips', version: '1:3.0.1-41.el9_0' },
    },
    { name: 'zero', ...common, source: { name: 'zero', version: '1.2-3.el9' } },
    { name: 'odd', ...common },
    { name: 'nginx', ...common, module: 'nginx:1.22' },
  ]);
});

test('A broken header is told, and the rest is kept', () => {
  const nameless = writeHeader([
    [TAG.version, '1'],
    [TAG.release, '1'],
  ]);
  const one = read(writePackages([header('a'), Buffer.from('short'), header('b')]));
  assert.deepEqual(
    one.packages.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.equal(one.gap, 'a header is too short.');
  const two = read(writePackages([nameless, header('a'), Buffer.alloc(0)]));
  assert.equal(two.packages.length, 1);
  assert.equal(two.gap, '2 records are broken, the first thus: a header lacks a name, a version or a release.');
});

test('A database that breaks off keeps what came before, and tells that it broke off', () => {
  const whole = writePackages(
    Array.from({ length: 60 }, (_, at) => header(`package-${at}`)),
    'PRAGMA page_size = 512',
  );
  const half = read(whole.subarray(0, whole.length - 3 * 512));
  assert.ok(half.packages.length > 10 && half.packages.length < 60);
  assert.match(half.gap ?? '', /^page \d+ is not in the file\.$/);
  assert.throws(() => read(whole.subarray(0, 512)), /page 2 is not in the file/);
  assert.throws(() => read(Buffer.from('no database')), /too short/);
});

test('A form of the database that is not read is told, and an empty file of it is nothing', () => {
  const told = (name: string): void => {
    RPM_UNREAD.read({ path: `var/lib/rpm/${name}`, bytes: Buffer.from('x') });
  };
  assert.throws(() => told('Packages'), { message: 'it is in Berkeley DB form, which is not read yet.' });
  assert.throws(() => told('Packages.db'), { message: 'it is in NDB form, which is not read yet.' });
  assert.throws(() => told('rpmdb.sqlite-wal'), /changes that were never written/);
  assert.deepEqual(RPM_UNREAD.read({ path: 'var/lib/rpm/rpmdb.sqlite-wal', bytes: Buffer.alloc(0) }), { packages: [] });
});

test('The database of AlmaLinux 9 holds what rpm lists', {
  skip: lacking({ files: [ALMALINUX_9], tools: ['tar', 'rpm'] }),
}, () => {
  const root = unpack(ALMALINUX_9, ['var/lib/rpm']);
  try {
    const folder = join(root, 'var/lib/rpm');
    const bytes = readFileSync(join(folder, 'rpmdb.sqlite'));
    const format = '%{NAME}|%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}|%{ARCH}|%{SOURCERPM}|%{VENDOR}\\n';
    const listed = execFileSync('rpm', ['--dbpath', folder, '-qa', '--qf', format], { encoding: 'utf8' }).trim().split('\n');
    const { packages, gap } = read(bytes);
    const ours = packages.map(({ name, version, arch, source, vendor }) => {
      const file = `${source?.name}-${source?.version.replace(/^\d+:/, '')}.src.rpm`;
      return [name, version, arch, file, vendor].join('|');
    });
    assert.equal(gap, undefined);
    assert.equal(ours.length, 22);
    assert.deepEqual(
      ours.sort(),
      listed
        .filter((line) => !line.startsWith('gpg-pubkey'))
        .map((line) => line.replace(/^([^|]*)\|(\d+:)?\|/, '$1|$2'))
        .sort(),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});
