import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RELEASE_FILES } from '../../../src/ecosystems/release/release-files.ts';
import type { Release } from '../../../src/model/package.ts';

const read = (path: string, text: string): Release | undefined => RELEASE_FILES.read({ path, bytes: Buffer.from(text) }).release;

// What these systems really have in these files.
for (const [path, text, id, version, codename] of [
  ['etc/alpine-release', '3.18.9\n', 'alpine', '3.18.9'],
  ['etc/alpine-release', '3.20.0_alpha20231219\n', 'alpine', '3.20.0_alpha20231219'],
  ['etc/debian_version', '12.5\n', 'debian', '12.5'],
  ['etc/debian_version', 'trixie/sid\n', 'debian', ''],
  [
    'etc/lsb-release',
    'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\nDISTRIB_CODENAME=jammy\nDISTRIB_DESCRIPTION="Ubuntu 22.04.4 LTS"\n',
    'ubuntu',
    '22.04',
    'jammy',
  ],
  [
    'etc/lsb-release',
    'DISTRIB_ID="VMware Photon OS"\nDISTRIB_RELEASE="4.0"\nDISTRIB_CODENAME=Photon\n',
    'photon',
    '4.0',
    'Photon',
  ],
  ['etc/lsb-release', 'DISTRIB_ID="Some Other"\nDISTRIB_RELEASE="1"\n', 'linux', '1'],
  ['etc/openwrt_release', "DISTRIB_ID='OpenWrt'\nDISTRIB_RELEASE='23.05.3'\nDISTRIB_ARCH='x86_64'\n", 'openwrt', '23.05.3'],
  ['etc/centos-release', 'CentOS Linux release 7.9.2009 (Core)\n', 'centos', '7.9.2009', 'Core'],
  ['etc/centos-release', 'CentOS Stream release 9\n', 'centos', '9'],
  ['etc/redhat-release', 'CentOS release 6.10 (Final)\n', 'centos', '6.10', 'Final'],
  ['etc/redhat-release', 'Red Hat Enterprise Linux Server release 6.10 (Santiago)\n', 'rhel', '6.10', 'Santiago'],
  ['etc/redhat-release', 'Scientific Linux release 7.9 (Nitrogen)\n', 'linux', '7.9', 'Nitrogen'],
  ['etc/rocky-release', 'Rocky Linux release 9.3 (Blue Onyx)\n', 'rocky', '9.3', 'Blue Onyx'],
  ['etc/almalinux-release', 'AlmaLinux release 9.0 (Emerald Puma)\n', 'almalinux', '9.0', 'Emerald Puma'],
  ['etc/oracle-release', 'Oracle Linux Server release 8.9\n', 'ol', '8.9'],
  ['etc/fedora-release', 'Fedora release 39 (Thirty Nine)\n', 'fedora', '39', 'Thirty Nine'],
  ['etc/system-release', 'Amazon Linux AMI release 2018.03\n', 'amzn', '2018.03'],
  ['etc/system-release', 'Amazon Linux release 2 (Karoo)\n', 'amzn', '2', 'Karoo'],
  ['etc/mageia-release', 'Mageia release 9 (Official) for x86_64\n', 'mageia', '9'],
  ['etc/openEuler-release', 'openEuler release 24.03 (LTS-SP1)\n', 'openEuler', '24.03', 'LTS-SP1'],
  ['etc/photon-release', 'VMware Photon Linux 3.0\nPHOTON_BUILD_NUMBER=b1e6a4d\n', 'photon', '3.0'],
  ['etc/mariner-release', 'CBL-Mariner 2.0.20240123\nMARINER_BUILD_NUMBER=1dc37b2\n', 'mariner', '2.0.20240123'],
  ['etc/azurelinux-release', 'Microsoft Azure Linux 3.0.20240727\n', 'azurelinux', '3.0.20240727'],
  ['etc/SuSE-release', 'SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 3\n', 'sles', '11.3'],
  [
    'etc/SuSE-release',
    'SUSE Linux Enterprise Server for SAP Applications 12 (x86_64)\nVERSION = 12\nPATCHLEVEL = 0\n',
    'sles_sap',
    '12',
  ],
  ['etc/SuSE-release', 'openSUSE 13.1 (x86_64)\nVERSION = 13.1\nCODENAME = Bottle\n', 'opensuse', '13.1'],
] as const) {
  const [title] = text.split('\n');
  test(`${path} with "${title}" is ${id} ${version}`, () => {
    assert.ok(RELEASE_FILES.wants(path));
    const release = read(path, text);
    assert.deepEqual([release?.id, release?.versionId, release?.codename], [id, version, codename]);
    assert.deepEqual(release?.idLike, []);
    assert.notEqual(release?.name, '');
    assert.notEqual(release?.prettyName, '');
  });
}

test('A name and a title are told apart', () => {
  const { name, prettyName } = read('etc/centos-release', '\n  CentOS Linux release 7.9.2009 (Core)\n') ?? {};
  assert.deepEqual([name, prettyName], ['CentOS Linux', 'CentOS Linux release 7.9.2009 (Core)']);
  const ubuntu = read('etc/lsb-release', 'DISTRIB_ID=Ubuntu\nDISTRIB_DESCRIPTION="Ubuntu 22.04.4 LTS"\n');
  assert.deepEqual([ubuntu?.name, ubuntu?.prettyName], ['Ubuntu', 'Ubuntu 22.04.4 LTS']);
});

test('A file that tells nothing gives no release', () => {
  for (const path of RELEASE_FILES.places ?? []) {
    for (const text of ['', '\n', 'nonsense', 'LSB_VERSION=1.4\n', 'release release'])
      assert.equal(read(path, text), undefined, `${path}: ${text}`);
  }
  assert.deepEqual(RELEASE_FILES.read({ path: 'etc/alpine-release', bytes: Buffer.from('') }), { packages: [] });
});

test('No other file is wanted', () => {
  for (const path of ['etc/os-release', 'etc/other-release', 'opt/etc/alpine-release', 'etc/issue'])
    assert.ok(!RELEASE_FILES.wants(path), path);
});

test('A title without end is read in no time', () => {
  const started = performance.now();
  for (const path of RELEASE_FILES.places ?? [])
    for (const text of [
      ' '.repeat(65_000),
      'a '.repeat(32_000),
      `a${' '.repeat(64_000)}b`,
      `x release ${'('.repeat(64_000)}`,
      '9.'.repeat(32_000),
    ])
      read(path, text);
  assert.ok(performance.now() - started < 3000);
});
