import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseRelease } from '../../../src/ecosystems/release/choice.ts';
import { OS_RELEASE } from '../../../src/ecosystems/release/os-release.ts';
import { RELEASE_FILES } from '../../../src/ecosystems/release/release-files.ts';
import type { Release } from '../../../src/model/package.ts';

/** What is chosen of files with these texts: their order in an image is nobody's. */
function choose(files: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(files).flatMap(([path, text]): readonly (readonly [string, Release])[] => {
    const reader = OS_RELEASE.wants(path) ? OS_RELEASE : RELEASE_FILES;
    const { release } = reader.read({ path, bytes: Buffer.from(text) });
    return release === undefined ? [] : [[path, release]];
  });
  const [one, other] = [chooseRelease(new Map(entries)), chooseRelease(new Map(entries.toReversed()))];
  assert.deepEqual(one, other);
  return one && `${one.id} ${one.versionId}`.trim();
}

const BOOKWORM = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';

for (const [title, files, chosen] of [
  ['no file at all', {}, undefined],
  [
    'both os-release files, of which the one in etc counts',
    { 'usr/lib/os-release': 'ID=wolfi', 'etc/os-release': 'ID=alpine' },
    'alpine',
  ],
  ['an empty one in etc, and one that speaks', { 'etc/os-release': '', 'usr/lib/os-release': 'ID=wolfi' }, 'wolfi'],
  ['os-release before any other', { 'etc/alpine-release': '3.18.9', 'etc/os-release': BOOKWORM }, 'debian 12'],
  ["Debian's point release", { 'etc/os-release': BOOKWORM, 'etc/debian_version': '12.5' }, 'debian 12.5'],
  [
    'another release of Debian, which is no part of this one',
    { 'etc/os-release': BOOKWORM, 'etc/debian_version': '13.0' },
    'debian 12',
  ],
  ['Debian 1, of which 12 is none', { 'etc/os-release': 'ID=debian\nVERSION_ID=1', 'etc/debian_version': '12.5' }, 'debian 1'],
  ['Debian testing', { 'etc/os-release': 'ID=debian\nVERSION_CODENAME=trixie', 'etc/debian_version': 'trixie/sid' }, 'debian'],
  ['a version that os-release has not', { 'etc/os-release': 'ID=debian', 'etc/debian_version': '13.0' }, 'debian 13.0'],
  [
    'Raspbian, which is no Debian',
    { 'etc/os-release': 'ID=raspbian\nID_LIKE=debian\nVERSION_ID=12', 'etc/debian_version': '12.5' },
    'raspbian 12',
  ],
  [
    'Kali, which has no Debian version',
    { 'etc/os-release': 'ID=kali\nID_LIKE=debian\nVERSION_ID=2024.1', 'etc/debian_version': 'kali-rolling' },
    'kali 2024.1',
  ],
  [
    'Ubuntu without os-release',
    { 'etc/debian_version': 'bookworm/sid', 'etc/lsb-release': 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04' },
    'ubuntu 22.04',
  ],
  [
    'CentOS 7',
    { 'etc/os-release': 'ID=centos\nVERSION_ID=7', 'etc/centos-release': 'CentOS Linux release 7.9.2009 (Core)' },
    'centos 7.9.2009',
  ],
  [
    'CentOS 6, before os-release',
    { 'etc/redhat-release': 'CentOS release 6.10 (Final)', 'etc/centos-release': 'CentOS release 6.10 (Final)' },
    'centos 6.10',
  ],
  [
    'Oracle Linux, which calls itself Red Hat as well',
    {
      'etc/redhat-release': 'Red Hat Enterprise Linux release 8.9 (Ootpa)',
      'etc/oracle-release': 'Oracle Linux Server release 8.9',
    },
    'ol 8.9',
  ],
  [
    'an unknown system and a known one',
    { 'etc/system-release': 'Scientific Linux release 7.9', 'etc/redhat-release': 'Red Hat Enterprise Linux release 7.9' },
    'rhel 7.9',
  ],
  ['an unknown system alone', { 'etc/redhat-release': 'Scientific Linux release 7.9 (Nitrogen)' }, 'linux 7.9'],
  [
    'a file that a link led to, and os-release',
    { 'usr/share/release': 'Rocky Linux release 9.3', 'etc/os-release': BOOKWORM },
    'debian 12',
  ],
  ['a file that a link led to', { 'usr/share/release': 'Rocky Linux release 9.3 (Blue Onyx)' }, 'rocky 9.3'],
] as const) {
  test(`${title}: ${chosen ?? 'nothing'}`, () => assert.equal(choose(files), chosen));
}

test('Only the version is taken from a lesser file', () => {
  const release = OS_RELEASE.read({ path: 'etc/os-release', bytes: Buffer.from(BOOKWORM) }).release;
  const lesser = RELEASE_FILES.read({ path: 'etc/debian_version', bytes: Buffer.from('12.5\n') }).release;
  assert.ok(release !== undefined && lesser !== undefined);
  const chosen = chooseRelease(
    new Map([
      ['etc/debian_version', lesser],
      ['etc/os-release', release],
    ]),
  );
  assert.deepEqual(chosen, { ...release, versionId: '12.5' });
});
