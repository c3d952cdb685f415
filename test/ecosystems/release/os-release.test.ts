import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OS_RELEASE, parseOsRelease } from '../../../src/ecosystems/release/os-release.ts';

test('It reads an os-release file where a system keeps it', () => {
  assert.ok(OS_RELEASE.wants('etc/os-release'));
  assert.ok(OS_RELEASE.wants('usr/lib/os-release'));
  for (const path of ['os-release', 'etc/os-release.bak', 'opt/etc/os-release', 'etc/lsb-release'])
    assert.ok(!OS_RELEASE.wants(path));
  const content = OS_RELEASE.read({ path: 'etc/os-release', bytes: Buffer.from('ID=alpine\nVERSION_ID=3.18.9\n') });
  assert.deepEqual(OS_RELEASE.places, ['etc/os-release', 'usr/lib/os-release']);
  assert.deepEqual(content.packages, []);
  assert.equal(content.release?.id, 'alpine');
});

test('Every field of a release is read', () => {
  const text = `NAME="AlmaLinux"
VERSION="9.2 (Turquoise Kodkod)"
ID="almalinux"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.2"
PRETTY_NAME="AlmaLinux 9.2 (Turquoise Kodkod)"
VERSION_CODENAME=kodkod
CPE_NAME="cpe:/o:almalinux:almalinux:9::baseos"
`;
  assert.deepEqual(parseOsRelease(text), {
    id: 'almalinux',
    versionId: '9.2',
    idLike: ['rhel', 'centos', 'fedora'],
    name: 'AlmaLinux',
    prettyName: 'AlmaLinux 9.2 (Turquoise Kodkod)',
    codename: 'kodkod',
    cpe: 'cpe:/o:almalinux:almalinux:9::baseos',
  });
});

test('A stream of extended support is read from the name of the platform, and from Red Hat alone', () => {
  const support = (cpe: string): string | undefined => parseOsRelease(`ID=rhel\nCPE_NAME="${cpe}"\n`).extendedSupport;
  assert.equal(support('cpe:/o:redhat:rhel_eus:9.4::baseos'), 'eus');
  assert.equal(support('cpe:2.3:o:redhat:rhel_aus:8.4:*:*:*:*:*:*:*'), 'aus');
  assert.equal(support('cpe:/o:redhat:rhel_eus_long_life:7.4'), 'eus');
  assert.equal(support('cpe:/o:redhat:enterprise_linux_eus:10.0'), 'eus');
  assert.equal(support('cpe:/o:redhat:enterprise_linux:9::baseos'), undefined);
  assert.equal(support('cpe:/o:other:rhel_eus:9.4'), undefined);
});

test('What is not there has the default that the specification gives', () => {
  const nothing = { id: 'linux', versionId: '', idLike: [], name: 'Linux', prettyName: 'Linux' };
  assert.deepEqual(parseOsRelease(''), nothing);
  assert.deepEqual(parseOsRelease('# ID=debian\n\nnonsense\n=1\nVERSION_CODENAME=\n'), nothing);
});

test('A value is taken as a shell would take it', () => {
  const name = (written: string): string => parseOsRelease(`NAME=${written}`).name;
  assert.equal(name('Plain'), 'Plain');
  assert.equal(name('"Two words"  '), 'Two words');
  assert.equal(name('\'It is "this"\''), 'It is "this"');
  assert.equal(name(String.raw`"a \"b\" \$c \\ \d"`), String.raw`a "b" $c \ \d`);
  assert.equal(name(String.raw`"a"'b'c\ d`), 'abc d');
  assert.equal(name('"never closed'), 'never closed');
  assert.equal(name('""'), '');
});

test('The last assignment counts, and line ends of either kind', () => {
  assert.equal(parseOsRelease('ID=one\nID=two').id, 'two');
  assert.equal(parseOsRelease('ID=debian\r\nVERSION_ID="12"\r\n').versionId, '12');
});

test('A long line of quotes is read in no time', () => {
  const started = performance.now();
  parseOsRelease(`NAME=${'"\\'.repeat(30_000)}\nNAME=${' '.repeat(60_000)}x`);
  assert.ok(performance.now() - started < 2000);
});
