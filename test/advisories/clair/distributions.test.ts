import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { APK_VERSIONS } from '../../../src/ecosystems/apk/version.ts';
import { DPKG_VERSIONS } from '../../../src/ecosystems/dpkg/version.ts';
import { RPM_VERSIONS } from '../../../src/ecosystems/rpm/version.ts';
import { pkg } from '../../support/advisories.ts';
import type { ClairVuln } from '../../support/clair-database.ts';
import { opened, rpm, verdict } from './opened.ts';

const apk = APK_VERSIONS.compare.bind(APK_VERSIONS);
const dpkg = DPKG_VERSIONS.compare.bind(DPKG_VERSIONS);
const rpms = RPM_VERSIONS.compare.bind(RPM_VERSIONS);

const ALPINE_318 = { id: 'alpine', name: 'Alpine Linux', versionId: '3.18', prettyName: 'Alpine Linux v3.18' };
const ALPINE_EDGE = { ...ALPINE_318, versionId: 'edge', prettyName: 'Alpine Linux edge' };
const DEBIAN_12 = { id: 'debian', name: 'Debian GNU/Linux', versionId: '12', version: '12 (bookworm)' };
const UBUNTU_2204 = { id: 'ubuntu', name: 'Ubuntu', versionId: '22.04', version: '22.04 (Jammy)' };

function vuln(
  name: string,
  fixed: string,
  given: Omit<ClairVuln, 'name' | 'fixed' | 'package'> & { of?: string } = {},
): ClairVuln {
  const { of = 'lib', ...rest } = given;
  return { name, fixed, package: { name: of }, ...rest };
}

for (const kinds of ['words', 'numbers'] as const) {
  for (const migration of [1, 2] as const) {
    suite(`a database of Clair's with ${kinds} for kinds, after migration ${String(migration)}`, () => {
      test('judges Alpine by its branch, by source, with a fix in 0 for never affected', async () => {
        const given = { kind: 'source' as const, dist: ALPINE_318, updater: 'alpine-main-v3.18-updater' };
        await using database = await opened(
          [
            vuln('CVE-2024-0001', '1.2-r1', given),
            vuln('CVE-2024-0002', '1.1-r9', given),
            vuln('CVE-2024-0003', '0', given),
            vuln('CVE-2024-0004', '', given),
            vuln('CVE-2024-0005', '9', { ...given, dist: ALPINE_EDGE }),
          ],
          { kinds, migration },
        );
        const one = pkg('lib-dev', '1.2-r0', { source: { name: 'lib', version: '1.2-r0' } });
        assert.deepEqual(verdict(database.index, one, { ecosystem: 'Alpine:v3.18', compare: apk }), [
          'CVE-2024-0001 fixed in 1.2-r1',
          'CVE-2024-0004',
        ]);
        assert.deepEqual(verdict(database.index, one, { ecosystem: 'Alpine:edge', compare: apk }), ['CVE-2024-0005 fixed in 9']);
        assert.deepEqual(verdict(database.index, one, { ecosystem: 'Alpine:v3.19', compare: apk }), []);
        assert.deepEqual(database.index.gaps(), []);
      });

      test('judges Debian by source and release', async () => {
        const given = { kind: 'source' as const, dist: DEBIAN_12, updater: 'debian/updater' };
        await using database = await opened(
          [
            vuln('CVE-2024-0001', '1:3.0.11-1~deb12u2', given),
            vuln('CVE-2024-0002', '', { ...given, severity: 'unimportant', normalized: 'Low' }),
            vuln('CVE-2024-0003', '0', given),
            vuln('CVE-2024-0004', '9', { ...given, dist: { ...DEBIAN_12, versionId: '11' } }),
          ],
          { kinds, migration },
        );
        const one = pkg('lib3', '1:3.0.11-1~deb12u1', { source: { name: 'lib', version: '1:3.0.11-1~deb12u1' } });
        assert.deepEqual(verdict(database.index, one, { ecosystem: 'Debian:12', compare: dpkg }), [
          'CVE-2024-0001 fixed in 1:3.0.11-1~deb12u2',
          'CVE-2024-0002',
        ]);
      });

      test('takes a fix in 0 for never affected, below which there are versions', async () => {
        const given = { kind: 'source' as const, dist: DEBIAN_12, updater: 'debian/updater' };
        await using database = await opened([vuln('CVE-2024-0001', '0', given)], { kinds, migration });
        const one = pkg('lib', '0~git20240101-1', { source: { name: 'lib', version: '0~git20240101-1' } });
        assert.deepEqual(verdict(database.index, one, { ecosystem: 'Debian:12', compare: dpkg }), []);
      });

      test('judges Ubuntu by binary, with a fix in 0 for none', async () => {
        const given = { dist: UBUNTU_2204, updater: 'ubuntu/updater/jammy', of: 'lib3' };
        await using database = await opened(
          [
            vuln('CVE-2024-0001 on Ubuntu 22.04 LTS (jammy) - medium.', '3.0.2-0ubuntu1.15', given),
            vuln('CVE-2024-0002 on Ubuntu 22.04 LTS (jammy) - low.', '0', given),
            vuln('CVE-2024-0003 on Ubuntu 22.04 LTS (jammy) - low.', '3.0.2-0ubuntu1.2', given),
            vuln('CVE-2024-0004 on Ubuntu 22.04 LTS (jammy) - low.', '', { ...given, of: 'lib' }),
          ],
          { kinds, migration },
        );
        const one = pkg('lib3', '3.0.2-0ubuntu1.10', { source: { name: 'lib', version: '3.0.2-0ubuntu1.10' } });
        const answer = ['CVE-2024-0001 fixed in 3.0.2-0ubuntu1.15', 'CVE-2024-0002'];
        assert.deepEqual(
          verdict(database.index, one, { ecosystem: ['Ubuntu:22.04:LTS', 'Ubuntu:22.04'], compare: dpkg }),
          answer,
        );
        assert.deepEqual(verdict(database.index, one, { ecosystem: 'Ubuntu:22.04', compare: dpkg }), answer);
      });
    });
  }
}

suite("rpm distributions in a database of Clair's", () => {
  const RELEASES = [
    { ecosystem: 'Amazon Linux:2', dist: { id: 'amzn', name: 'Amazon Linux', version: '2', versionId: '2' } },
    { ecosystem: 'Amazon Linux:1', dist: { id: 'amzn', name: 'Amazon Linux AMI', version: '2018.03', versionId: '2018.03' } },
    { ecosystem: 'Oracle Linux:9', dist: { id: 'ol', name: 'Oracle Linux Server', version: '9', versionId: '9' } },
    { ecosystem: 'Photon OS:5.0', dist: { id: 'photon', name: 'VMware Photon OS', version: '5.0', versionId: '5.0' } },
    { ecosystem: 'SUSE:Linux Enterprise Server 15 SP5', dist: { id: 'sles', name: 'SLES', version: '15', versionId: '15' } },
    { ecosystem: 'SUSE:Linux Enterprise Server 15 SP5', dist: { id: 'sles', name: 'SLES', version: '15.5', versionId: '15.5' } },
    { ecosystem: 'openSUSE:Leap 15.6', dist: { id: 'opensuse-leap', name: 'openSUSE Leap', version: '15.6', versionId: '15.6' } },
  ];

  for (const { ecosystem, dist } of RELEASES) {
    test(`${ecosystem} is judged by the rows of ${dist.id} ${dist.version}`, async () => {
      await using database = await opened([
        vuln('CVE-2024-0001', '0:1.2-3', { dist }),
        vuln('CVE-2024-0002', '0:1.2-2', { dist }),
        vuln('CVE-2024-0003', '', { dist }),
        { name: 'CVE-2024-0004', package: { name: 'lib', version: '0:1.2-2' }, dist },
        { name: 'CVE-2024-0005', package: { name: 'lib', version: '0:1.2-1' }, dist },
        vuln('CVE-2024-0006', '', { dist: { ...dist, version: '1', versionId: '1' } }),
        vuln('CVE-2024-0007', '', { dist: { ...dist, id: 'other' } }),
      ]);
      assert.deepEqual(verdict(database.index, rpm('lib', '1.2-2'), { ecosystem, compare: rpms }), [
        'CVE-2024-0001 fixed in 0:1.2-3',
        'CVE-2024-0003',
        'CVE-2024-0004',
      ]);
    });
  }

  test('a version without a release is below all of its releases', async () => {
    const dist = { id: 'ol', version: '9' };
    await using database = await opened([
      vuln('CVE-2024-0001', '1.2', { dist }),
      { name: 'CVE-2024-0002', package: { name: 'lib', version: '1.2' }, dist },
    ]);
    assert.deepEqual(verdict(database.index, rpm('lib', '1.2-2'), { ecosystem: 'Oracle Linux:9', compare: rpms }), []);
    assert.equal(verdict(database.index, rpm('lib', '1.1-2'), { ecosystem: 'Oracle Linux:9', compare: rpms }).length, 2);
  });

  test('an erratum tells of the vulnerabilities that its title and its links name', async () => {
    const dist = { id: 'ol', version: '9' };
    const links =
      'https://linux.oracle.com/errata/ELSA-2024-1.html https://linux.oracle.com/cve/CVE-2024-0001.html https://linux.oracle.com/cve/CVE-2024-0002.html';
    const name = 'ELSA-2024-1:  lib security update (IMPORTANT)';
    await using database = await opened([
      { ...vuln(name, '2-1', { dist, links }), severity: 'IMPORTANT', normalized: 'High', issued: '2024-02-03T00:00:00Z' },
    ]);
    const [found] = database.index.find('Oracle Linux:9', 'lib');
    assert.equal(found?.id, 'ELSA-2024-1');
    assert.equal(found.summary, 'lib security update (IMPORTANT)');
    assert.equal(found.published, '2024-02-03T00:00:00Z');
    assert.deepEqual(found.upstream, ['CVE-2024-0001', 'CVE-2024-0002']);
    assert.equal(found.references.length, 3);
    assert.equal(found.affected[0]?.severityWord, 'IMPORTANT');
  });

  const ARCHES = [
    { op: 'equals', arch: 'x86_64', of: 'x86_64', hit: true },
    { op: 'equals', arch: 'x86_64', of: 'aarch64', hit: false },
    { op: 'not equals', arch: 'x86_64', of: 'x86_64', hit: false },
    { op: 'not equals', arch: 'x86_64', of: 'aarch64', hit: true },
    { op: 'pattern match', arch: 'x86_64|aarch64', of: 'aarch64', hit: true },
    { op: 'pattern match', arch: '(aarch64|ppc64le|s390x)', of: 'x86_64', hit: false },
    { op: 'pattern match', arch: '', of: 'x86_64', hit: true },
    { op: 'invalid', arch: '', of: 'x86_64', hit: true },
  ] as const;

  for (const { op, arch, of, hit } of ARCHES) {
    test(`${of} is ${hit ? '' : 'not '}meant by ${op} "${arch}"`, async () => {
      const dist = { id: 'ol', version: '9' };
      await using database = await opened([
        { name: 'CVE-2024-0001', package: { name: 'lib', arch }, dist, fixed: '2-1', archOp: op },
      ]);
      const told = verdict(database.index, rpm('lib', '1-1', { arch: of }), { ecosystem: 'Oracle Linux:9', compare: rpms });
      assert.deepEqual(told, hit ? ['CVE-2024-0001 fixed in 2-1'] : []);
    });
  }

  test('a pattern that is more than a choice of words is not run, and said', { timeout: 5000 }, async () => {
    const dist = { id: 'ol', version: '9' };
    const arch = '(x+x+)+y';
    await using database = await opened([
      { name: 'CVE-2024-0001', package: { name: 'lib', arch }, dist, fixed: '2-1', archOp: 'pattern match' },
    ]);
    const one = rpm('lib', '1-1', { arch: 'x'.repeat(40) });
    assert.deepEqual(verdict(database.index, one, { ecosystem: 'Oracle Linux:9', compare: rpms }), []);
    assert.deepEqual(database.index.gaps(), [
      {
        subject: 'Oracle Linux:9 advisories',
        reason: '1 records could not be read: CVE-2024-0001 (its architectures "(x+x+)+y" are no plain list)',
      },
    ]);
  });
});
