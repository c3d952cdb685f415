import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, suite, test } from 'node:test';
import { RPM_BDB, RPM_NDB, RPM_SQLITE } from '../../src/ecosystems/rpm/database.ts';
import type { FileContent, FileReader } from '../../src/model/inventory.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.ts';
import { absence, shared } from '../support/machine.ts';
import { succeed } from '../support/program.ts';
import { listsOf, listsOfRpm } from './rpm-lists.ts';

const ALMALINUX_9 = 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz';
const ALMALINUX_8 = 'rootfs/almalinux-8-20230523-micro-s390x.tar.gz';
const LIBUUID = 'rpmdb/libuuid-Packages';
const SUSE = 'rpmdb/sle15-bci-Packages.db';
const SUSE_LIST = 'rpmdb/sle15-bci.txt';

async function read(reader: FileReader, path: string): Promise<FileContent> {
  const wal = `${path}-wal`;
  const companions = existsSync(wal) ? new Map([[wal, await readFile(wal)]]) : new Map<string, Uint8Array>();
  return reader.read({ path, bytes: await readFile(path), companions });
}

suite('Databases that systems came with', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Where the database of a root filesystem lies. */
  async function unpacked(archive: string): Promise<string> {
    const root = join(folder.path, archive.replaceAll('/', '-'));
    await mkdir(root);
    await succeed('tar', ['-xzf', shared(archive), '-C', root, 'var/lib/rpm']);
    return join(root, 'var/lib/rpm');
  }

  test('AlmaLinux 9, in SQLite, is what rpm lists', {
    skip: absence({ programs: ['rpm', 'tar'], files: [ALMALINUX_9] }),
  }, async () => {
    const database = await unpacked(ALMALINUX_9);
    const found = await read(RPM_SQLITE, join(database, 'rpmdb.sqlite'));
    assert.equal(found.gap, undefined);
    assert.equal(found.packages.length, 22);
    assert.deepEqual(listsOf(found), await listsOfRpm(database));
  });

  test('AlmaLinux 8, in big-endian Berkeley DB, is what rpm lists', {
    skip: absence({ programs: ['rpm', 'tar'], files: [ALMALINUX_8] }),
  }, async () => {
    const database = await unpacked(ALMALINUX_8);
    const found = await read(RPM_BDB, join(database, 'Packages'));
    assert.equal(found.gap, undefined);
    assert.equal(found.packages.length, 19);
    assert.deepEqual(listsOf(found), await listsOfRpm(database, 'bdb_ro'));
  });

  test('A package of Red Hat, in little-endian Berkeley DB, is what rpm lists', {
    skip: absence({ programs: ['rpm'], files: [LIBUUID] }),
  }, async () => {
    const database = join(folder.path, 'libuuid');
    await mkdir(database);
    await copyFile(shared(LIBUUID), join(database, 'Packages'));
    const found = await read(RPM_BDB, join(database, 'Packages'));
    assert.equal(found.gap, undefined);
    assert.equal(found.packages.length, 1);
    assert.deepEqual(listsOf(found), await listsOfRpm(database, 'bdb_ro'));
  });

  test('SUSE, in NDB, is what was written down of it', { skip: absence({ files: [SUSE, SUSE_LIST] }) }, async () => {
    const { packages, gap } = await read(RPM_NDB, shared(SUSE));
    assert.equal(gap, undefined);
    const ours = packages.map(({ name, version, arch, source }) => {
      const evr = version.includes(':') ? version : `0:${version}`;
      return `${name} ${evr} ${arch} ${source?.name}-${source?.version.replace(/^\d+:/, '')}.src.rpm`;
    });
    const written = (await readFile(shared(SUSE_LIST), 'utf8')).trim().split('\n');
    assert.equal(written.length, 35);
    assert.deepEqual(ours.sort(), written.sort());
  });
});

/** Packages that are seldom seen: epochs, modules, very many files, names that are not UTF-8, no files, no vendor. */
const SPEC = `
Name: odd
Epoch: 7
Version: 1.0~rc1^git2
Release: 3.el9
Summary: odd
License: none
Vendor: The | Makers
BuildArch: noarch
AutoReqProv: no
ModularityLabel: odd:stream-1:8010020200101:abcdef
%global _binaries_in_noarch_packages_terminate_build 0
%global __os_install_post %{nil}
%description
odd
%package many
Summary: many
AutoReqProv: no
%description many
many
%package none
Summary: none
AutoReqProv: no
Epoch: 4294967295
%description none
none
%package -n other
Summary: other
AutoReqProv: no
Version: 2
Epoch: 0
%description -n other
other
%install
mkdir -p %{buildroot}/opt/many %{buildroot}/opt/odd %{buildroot}/opt/none
for a in $(seq 40); do mkdir -p %{buildroot}/opt/many/folder-$a; (cd %{buildroot}/opt/many/folder-$a; seq 50 | xargs touch); done
: > %{buildroot}/opt/odd/$(printf 'f\\374r')
: > "%{buildroot}/opt/odd/with spaces"
: > %{buildroot}/opt/odd/\u00fcber
ln -s nowhere %{buildroot}/opt/odd/link
%files
/opt/odd
%ghost /opt/odd/ghost
%files many
/opt/many
%files none
%files -n other
%dir /opt/none
`;

suite('Databases that rpm makes', { skip: absence({ programs: ['rpm', 'rpmbuild'] }) }, () => {
  let folder: TemporaryFolder;
  let database: string;
  before(async () => {
    folder = await temporaryFolder();
    database = join(folder.path, 'database');
    const spec = join(folder.path, 'odd.spec');
    await writeFile(spec, SPEC);
    await succeed('rpmbuild', [
      '-bb',
      '--quiet',
      '--define',
      `_topdir ${folder.path}`,
      '--define',
      '_invalid_encoding_terminates_build 0',
      spec,
    ]);
    const rpms = join(folder.path, 'RPMS/noarch');
    const files = (await readdir(rpms)).map((name) => join(rpms, name));
    await succeed('rpm', ['--dbpath', database, '--install', '--justdb', '--nodeps', '--noscripts', ...files]);
  });
  after(() => folder[Symbol.asyncDispose]());

  test('odd packages are what rpm lists', async () => {
    const found = await read(RPM_SQLITE, join(database, 'rpmdb.sqlite'));
    assert.equal(found.gap, undefined);
    const lists = listsOf(found);
    assert.deepEqual(lists, await listsOfRpm(database));
    assert.equal(lists.packages.length, 4);
    assert.ok(lists.packages.some((line) => line.includes('\todd:stream-1')));
    assert.ok(lists.files.some((line) => line.startsWith('odd-many 2041 ')));
    assert.ok(lists.packages.some((line) => line.startsWith('odd-none\t4294967295\t')));
  });

  test('packages that are in the log alone are what rpm lists', async () => {
    const copy = join(folder.path, 'logged');
    await mkdir(copy);
    const file = join(copy, 'rpmdb.sqlite');
    await copyFile(join(database, 'rpmdb.sqlite'), file);
    // As long as somebody has the database open, what was changed stays in the log.
    using writer = new DatabaseSync(file);
    writer.exec('PRAGMA foreign_keys = off; PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0');
    writer.exec("DELETE FROM Packages WHERE hnum IN (SELECT hnum FROM Name WHERE key = 'odd-many')");
    const expected = await listsOfRpm(copy);
    assert.equal(expected.packages.length, 3);
    assert.deepEqual(listsOf(await read(RPM_SQLITE, file)), expected);
    const alone = RPM_SQLITE.read({ path: file, bytes: await readFile(file) });
    assert.equal(alone.packages.length, 4);
  });

  const perl =
    spawnSync('perl', ['-MDB_File', '-e', '1'], { stdio: 'ignore' }).status !== 0 && 'perl with Berkeley DB is not here';

  test('the same packages in Berkeley DB, of either byte order, are what rpm lists', { skip: perl }, async () => {
    const headers = new DatabaseSync(join(database, 'rpmdb.sqlite'), { readOnly: true });
    const rows = headers.prepare('SELECT hnum, blob FROM Packages').all();
    headers.close();
    const list = join(folder.path, 'headers');
    await mkdir(list);
    for (const { hnum, blob } of rows) await writeFile(join(list, String(hnum)), blob as Uint8Array);
    const script = `my ($file, $order, $list) = @ARGV; my $info = DB_File::HASHINFO->new; $info->{lorder} = $order; $info->{bsize} = 4096;
      tie my %pairs, 'DB_File', $file, O_RDWR|O_CREAT, 0644, $info or die $!; my $code = $order == 1234 ? 'V' : 'N'; local $/;
      for my $n (0, map { s/.*\\///r } glob "$list/*") { if ($n) { open my $in, '<:raw', "$list/$n"; $pairs{pack $code, $n} = <$in> } else { $pairs{pack $code, 0} = pack $code, 99 } }`;
    for (const order of ['1234', '4321']) {
      const copy = join(folder.path, order);
      await mkdir(copy);
      await succeed('perl', ['-MDB_File', '-e', script, join(copy, 'Packages'), order, list]);
      const found = await read(RPM_BDB, join(copy, 'Packages'));
      assert.equal(found.gap, undefined);
      assert.deepEqual(listsOf(found), await listsOfRpm(copy, 'bdb_ro'), order);
      assert.equal(found.packages.length, 4);
      await rm(copy, { recursive: true });
    }
  });
});
