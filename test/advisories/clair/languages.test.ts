import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { GO_VERSIONS } from '../../../src/ecosystems/order/go.ts';
import { MAVEN_VERSIONS } from '../../../src/ecosystems/order/maven.ts';
import { NUGET_VERSIONS } from '../../../src/ecosystems/order/nuget.ts';
import { PEP440_VERSIONS } from '../../../src/ecosystems/order/pep440.ts';
import { RUBYGEMS_VERSIONS } from '../../../src/ecosystems/order/rubygems.ts';
import { SEMVER_VERSIONS } from '../../../src/ecosystems/order/semver.ts';
import type { VersionOrder } from '../../../src/ecosystems/ecosystem.ts';
import { pkg } from '../../support/advisories.ts';
import type { ClairVuln } from '../../support/clair-database.ts';
import { opened, verdict } from './opened.ts';

function compareOf(order: VersionOrder) {
  return order.compare.bind(order);
}

function row(name: string, repository: string, given: Partial<ClairVuln> = {}): ClairVuln {
  return { name, package: { name: 'lib' }, repo: { name: repository }, updater: `osv/${repository}`, ...given };
}

/** Three numbers as Clair keeps them. */
function bound(...numbers: readonly [number, number, number]): string {
  return `0,${numbers.join(',')},0,0,0,0,0,0`;
}

const NONE = '0,0,0,0,0,0,0,0,0,0';
const NO_END = '65535,0,0,0,0,0,0,0,0,0';

function between(lower: string, upper: string): string {
  return `{${lower}}__{${upper}}`;
}

suite('languages whose ranges Clair keeps as texts', () => {
  const REGISTRIES = [
    { ecosystem: 'PyPI', repository: 'pypi', order: PEP440_VERSIONS, before: '1.2rc1', at: '1.2' },
    { ecosystem: 'Maven', repository: 'maven', order: MAVEN_VERSIONS, before: '1.2-beta-1', at: '1.2' },
    { ecosystem: 'RubyGems', repository: 'rubygems', order: RUBYGEMS_VERSIONS, before: '1.2.pre', at: '1.2' },
  ];

  for (const { ecosystem, repository, order, before, at } of REGISTRIES) {
    test(`${ecosystem} is judged by beginning, fix and last version`, async () => {
      await using database = await opened([
        row('GHSA-fixed', repository, { fixed: `fixed=${at}&introduced=1.0` }),
        row('GHSA-last', repository, { fixed: 'introduced=1.0&lastAffected=1.1' }),
        row('GHSA-open', repository, { fixed: 'introduced=1.1' }),
        row('GHSA-all', repository),
        row('GHSA-both', repository, { fixed: 'fixed=0.5' }),
        row('GHSA-both', repository, { fixed: `fixed=${at}&introduced=1.1` }),
      ]);
      const of = (version: string) => verdict(database.index, pkg('lib', version), { ecosystem, compare: compareOf(order) });
      assert.deepEqual(of('0.9'), ['GHSA-all']);
      assert.deepEqual(of('0.4'), ['GHSA-all', 'GHSA-both fixed in 0.5']);
      assert.deepEqual(of('1.0'), ['GHSA-all', `GHSA-fixed fixed in ${at}`, 'GHSA-last']);
      assert.deepEqual(of(before), ['GHSA-all', `GHSA-both fixed in ${at}`, `GHSA-fixed fixed in ${at}`, 'GHSA-open']);
      assert.deepEqual(of(at), ['GHSA-all', 'GHSA-open']);
      assert.deepEqual(database.index.gaps(), []);
    });
  }

  test('a name is found in whatever way its record spells it', async () => {
    await using database = await opened([row('GHSA-1', 'pypi', { package: { name: 'Zope.Interface' }, fixed: 'fixed=2' })]);
    const asked = { ecosystem: 'PyPI', compare: compareOf(PEP440_VERSIONS), name: 'zope-interface' };
    assert.deepEqual(verdict(database.index, pkg('zope.interface', '1'), asked), ['GHSA-1 fixed in 2']);
  });

  test('a version that cannot be compared costs the pair, and not the scan', async () => {
    await using database = await opened([
      row('GHSA-bad', 'pypi', { fixed: 'fixed=not+a+version' }),
      row('GHSA-good', 'pypi', { fixed: 'fixed=2' }),
    ]);
    const told = verdict(database.index, pkg('lib', '1'), { ecosystem: 'PyPI', compare: compareOf(PEP440_VERSIONS) });
    assert.equal(told[0], 'GHSA-good fixed in 2');
    assert.match(told[1] ?? '', /^gap: it could not be compared with GHSA-bad: /);
    const odd = verdict(database.index, pkg('lib', 'odd'), { ecosystem: 'PyPI', compare: compareOf(PEP440_VERSIONS) });
    assert.match(odd.join(), /^gap: it could not be compared with GHSA-bad, GHSA-good: /);
  });
});

suite('languages whose ranges Clair keeps as numbers', () => {
  const GO = { ecosystem: 'Go', compare: compareOf(GO_VERSIONS) };

  test('Go is judged from the beginning of a range to before its end', async () => {
    await using database = await opened([
      row('GO-1', 'go', { range: between(bound(1, 2, 0), bound(1, 3, 0)), fixed: '1.3.0' }),
      row('GO-2', 'go', { range: between(NONE, NO_END) }),
      row('GO-3', 'go', { range: between(bound(1, 2, 5), bound(1, 2, 9)) }),
    ]);
    const of = (version: string) => verdict(database.index, pkg('lib', version), GO);
    assert.deepEqual(of('v1.1.9'), ['GO-2']);
    assert.deepEqual(of('v1.2.0'), ['GO-1 fixed in 1.3.0', 'GO-2']);
    assert.deepEqual(of('v1.2.8'), ['GO-1 fixed in 1.3.0', 'GO-2', 'GO-3']);
    assert.deepEqual(of('v1.2.9'), ['GO-1 fixed in 1.3.0', 'GO-2']);
    assert.deepEqual(of('v1.3.0'), ['GO-2']);
  });

  test('a pre-release is below its release, where Clair takes it for the same', async () => {
    await using database = await opened([
      row('GO-1', 'go', { range: between(NONE, bound(1, 3, 0)), fixed: '1.3.0' }),
      row('GO-2', 'go', { range: between(NONE, bound(1, 3, 0)), fixed: '1.3.0-rc.2' }),
    ]);
    const of = (version: string) => verdict(database.index, pkg('lib', version), GO);
    assert.deepEqual(of('v1.3.0-rc.1'), ['GO-1 fixed in 1.3.0', 'GO-2 fixed in 1.3.0-rc.2']);
    assert.deepEqual(of('v1.3.0-rc.2'), ['GO-1 fixed in 1.3.0']);
    assert.deepEqual(of('v1.3.0'), []);
  });

  test('a beginning takes in the pre-releases that come down to its numbers', async () => {
    await using database = await opened([
      row('GO-1', 'go', { range: between(bound(1, 20, 0), bound(1, 20, 3)), fixed: '1.20.3' }),
    ]);
    assert.deepEqual(verdict(database.index, pkg('lib', '1.20.0-rc.1'), GO), ['GO-1 fixed in 1.20.3']);
  });

  test('npm and crates.io are judged, which Clair does not do', async () => {
    await using database = await opened([
      row('GHSA-1', 'npm', { package: { name: '@scope/lib' }, range: between(NONE, bound(2, 0, 0)), fixed: '2.0.0' }),
      row('RUSTSEC-1', 'crates.io', { package: { name: 'pkg:cargo/lib' }, range: between(NONE, bound(0, 3, 0)), fixed: '0.3.0' }),
    ]);
    const compare = compareOf(SEMVER_VERSIONS);
    assert.deepEqual(verdict(database.index, pkg('@scope/lib', '1.9.0'), { ecosystem: 'npm', compare }), [
      'GHSA-1 fixed in 2.0.0',
    ]);
    assert.deepEqual(verdict(database.index, pkg('lib', '0.2.9'), { ecosystem: 'crates.io', compare }), [
      'RUSTSEC-1 fixed in 0.3.0',
    ]);
    assert.deepEqual(verdict(database.index, pkg('lib', '0.3.0'), { ecosystem: 'crates.io', compare }), []);
  });

  test('where the database lost the beginning of a range, the end decides, and that is said', async () => {
    const given = { package: { name: 'pkg:nuget/Some.Lib' }, range: between(NONE, NO_END), rangeKind: '' };
    await using database = await opened([row('GHSA-1', 'nuget', { ...given, fixed: '2.0.1' })]);
    const asked = { ecosystem: 'NuGet', compare: compareOf(NUGET_VERSIONS), name: 'some.lib' };
    assert.deepEqual(verdict(database.index, pkg('Some.Lib', '2.0.0'), asked), ['GHSA-1 fixed in 2.0.1']);
    assert.deepEqual(verdict(database.index, pkg('Some.Lib', '2.0.1'), asked), []);
    assert.match(
      database.index
        .gaps()
        .map(({ subject, reason }) => `${subject}: ${reason}`)
        .join(),
      /^NuGet advisories: .*from which version/,
    );
  });

  test('a range that cannot be read is said, and costs no other', async () => {
    await using database = await opened([
      row('GO-1', 'go', { range: '{1,2}__{3}' }),
      row('GO-2', 'go', { range: between(NONE, bound(1, 3, 0)), fixed: '1.3.0' }),
      row('GO-3', 'go', { range: `{${'9'.repeat(100_000)}}__{}` }),
      row('', 'go', { range: between(NONE, NO_END) }),
    ]);
    assert.deepEqual(verdict(database.index, pkg('lib', 'v1.0.0'), GO), ['GO-2 fixed in 1.3.0']);
    assert.match(
      database.index.gaps()[0]?.reason ?? '',
      /^3 records could not be read: GO-1 \(its range "\{1,2\}__\{3\}" cannot be read\), GO-3 /,
    );
  });
});

suite('the record behind a row', () => {
  test('has the aliases that Clair keeps among its links', async () => {
    const links =
      'https://nvd.nist.gov/vuln/detail/CVE-2020-0009 https://osv.dev/vulnerability/CVE-2024-0001 https://osv.dev/vulnerability/PYSEC-2024-1';
    await using database = await opened([
      row('GHSA-aaaa-bbbb-cccc', 'pypi', {
        links,
        fixed: 'fixed=2',
        description: 'A summary',
        severity: 'HIGH',
        normalized: 'High',
      }),
    ]);
    const [found] = database.index.find('PyPI', 'lib');
    assert.deepEqual(found?.aliases, ['CVE-2024-0001', 'PYSEC-2024-1']);
    assert.equal(found.summary, 'A summary');
    assert.equal(found.severityWord, 'HIGH');
    assert.equal(found.affected[0]?.severityWord, undefined);
    assert.equal(found.references.length, 3);
  });

  test('of an older database has the one CVE that its links lead to, and none of several', async () => {
    const nvd = (cve: string) => `https://nvd.nist.gov/vuln/detail/${cve}`;
    await using database = await opened([
      row('GHSA-one', 'pypi', { links: nvd('CVE-2024-0001'), fixed: 'fixed=2' }),
      row('GHSA-two', 'pypi', { links: `${nvd('CVE-2024-0001')} ${nvd('CVE-2024-0002')}`, fixed: 'fixed=2' }),
    ]);
    const aliases = database.index.find('PyPI', 'lib').map((advisory) => advisory.aliases);
    assert.deepEqual(aliases, [['CVE-2024-0001'], []]);
  });
});
