import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DPKG_VERSIONS } from '../../../src/ecosystems/dpkg/version.ts';
import { RPM_VERSIONS } from '../../../src/ecosystems/rpm/version.ts';
import { pkg } from '../../support/advisories.ts';
import { opened, rpm, verdict } from './opened.ts';

const dpkg = DPKG_VERSIONS.compare.bind(DPKG_VERSIONS);
const rpms = RPM_VERSIONS.compare.bind(RPM_VERSIONS);
const DEBIAN_12 = { id: 'debian', versionId: '12' };

suite("what is said of a source is compared with the source's version, which Clair does not do", () => {
  test('a binary with an epoch of its own is affected all the same', async () => {
    const fixed = '2.03.16-3';
    await using database = await opened([
      { name: 'CVE-2024-0001', package: { name: 'lvm2' }, kind: 'source', dist: DEBIAN_12, fixed },
    ]);
    const one = pkg('dmsetup', '2:1.02.185-2', { source: { name: 'lvm2', version: '2.03.16-2' } });
    assert.deepEqual(verdict(database.index, one, { ecosystem: 'Debian:12', compare: dpkg }), [
      'CVE-2024-0001 fixed in 2.03.16-3',
    ]);
  });

  test('a binary with a lower version of its own is not', async () => {
    const fixed = '5.26.3-420.el8';
    const repo = { name: 'cpe:/o:redhat:enterprise_linux:8', key: 'rhel-cpe-repository' };
    await using database = await opened([{ name: 'CVE-2024-0001', package: { name: 'perl' }, kind: 'source', repo, fixed }]);
    const one = rpm('perl-Errno', '1.28-421.el8', { source: { name: 'perl', version: '5.26.3-421.el8' } });
    assert.deepEqual(verdict(database.index, one, { ecosystem: 'Red Hat:enterprise_linux:8', compare: rpms }), []);
  });

  test('a binary that was only built again is not affected by what its source has fixed', async () => {
    const fixed = '0.5.12-2';
    await using database = await opened([
      { name: 'CVE-2024-0001', package: { name: 'dash' }, kind: 'source', dist: DEBIAN_12, fixed },
    ]);
    const one = pkg('dash', '0.5.12-2~b1', { source: { name: 'dash', version: '0.5.12-2' } });
    assert.deepEqual(verdict(database.index, one, { ecosystem: 'Debian:12', compare: dpkg }), []);
  });

  test('what rows of an ecosystem name is told to whoever judges', async () => {
    await using database = await opened([]);
    const keys = ['Debian:12', 'Ubuntu:22.04', 'Red Hat:enterprise_linux:9', 'npm', 'Nobody:1'].map((one) =>
      database.index.keyedBy(one),
    );
    assert.deepEqual(keys, ['source', 'binary', 'either', 'binary', undefined]);
  });
});
