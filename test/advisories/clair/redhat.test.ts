import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { concerns, parseCpe } from '../../../src/advisories/clair/cpe.ts';
import { RPM_VERSIONS } from '../../../src/ecosystems/rpm/version.ts';
import type { ClairVuln } from '../../support/clair-database.ts';
import { opened, rpm, verdict } from './opened.ts';

const rpms = RPM_VERSIONS.compare.bind(RPM_VERSIONS);
const BASEOS = 'Red Hat:enterprise_linux:9::baseos';
const APPSTREAM = 'Red Hat:enterprise_linux:9::appstream';
const MAIN = 'Red Hat:enterprise_linux:9';
const SYSTEM = [MAIN, BASEOS, APPSTREAM];

function vex(name: string, cpe: string, given: Partial<ClairVuln> = {}): ClairVuln {
  return { name, package: { name: 'lib' }, repo: { name: cpe, key: 'rhel-cpe-repository' }, updater: 'rhel-vex', ...given };
}

suite("Red Hat in a database of Clair's", () => {
  test('rows concern the products that their CPE takes in', async () => {
    await using database = await opened(
      [
        vex('CVE-2024-0001', 'cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*', { fixed: '0:1-2.el9' }),
        vex('CVE-2024-0002', 'cpe:/o:redhat:enterprise_linux:9', { kind: 'source' }),
        vex('CVE-2024-0003', 'cpe:/o:redhat:enterprise_linux:8::baseos', { fixed: '0:9-1.el8' }),
        vex('CVE-2024-0004', 'cpe:/a:redhat:enterprise_linux:9::appstream', { fixed: '0:1-3.el9' }),
        vex('CVE-2024-0005', 'no CPE at all', { fixed: '0:1-3.el9' }),
        vex('CVE-2024-0006', 'cpe:/o:redhat:enterprise_linux:9::baseos', {
          fixed: '0:1-2.el9',
          repo: { name: 'cpe:/o:redhat:enterprise_linux:9::baseos', key: 'other' },
        }),
      ],
      { ecosystems: SYSTEM },
    );
    assert.deepEqual(verdict(database.index, rpm('lib', '1-1.el9'), { ecosystem: SYSTEM, compare: rpms }), [
      'CVE-2024-0001 fixed in 0:1-2.el9',
      'CVE-2024-0002',
      'CVE-2024-0004 fixed in 0:1-3.el9',
    ]);
    assert.deepEqual(verdict(database.index, rpm('lib', '1-1.el9'), { ecosystem: [BASEOS], compare: rpms }).length, 2);
  });

  test("an advisory holds what it says of all of the image's products, whichever is asked for", async () => {
    await using database = await opened(
      [
        vex('CVE-2024-0001', 'cpe:/o:redhat:enterprise_linux:9::baseos', { fixed: '0:1-2.el9' }),
        vex('CVE-2024-0001', 'cpe:/a:redhat:enterprise_linux:9::appstream', { fixed: '0:1-4.el9' }),
      ],
      { ecosystems: SYSTEM },
    );
    for (const ecosystem of [BASEOS, APPSTREAM]) {
      const [found] = database.index.find(ecosystem, 'lib');
      assert.deepEqual(found?.affected.map((entry) => entry.ecosystem).toSorted(), [APPSTREAM, BASEOS]);
    }
    assert.deepEqual(database.index.find(MAIN, 'lib'), []);
  });

  for (const kinds of ['words', 'numbers'] as const) {
    test(`a module's rows concern its stream, and a binary's not its source's other binaries, with ${kinds} for kinds`, async () => {
      const cpe = 'cpe:/a:redhat:enterprise_linux:9::appstream';
      await using database = await opened(
        [
          vex('CVE-2024-0001', cpe, { package: { name: 'lib', module: 'lib:2' }, fixed: '0:2-3.module+el9+1+a' }),
          vex('CVE-2024-0002', cpe, { package: { name: 'lib', module: 'lib:1' }, fixed: '0:9-3.module+el9+1+a' }),
          vex('CVE-2024-0003', cpe, { package: { name: 'base' }, fixed: '0:9-1.el9' }),
          vex('CVE-2024-0004', cpe, { package: { name: 'base' }, kind: 'source' }),
        ],
        { ecosystems: SYSTEM, kinds },
      );
      const modular = rpm('lib', '2-1.module+el9+1+a', { module: 'lib:2:9:c0ffee' });
      assert.deepEqual(verdict(database.index, modular, { ecosystem: SYSTEM, compare: rpms }), [
        'CVE-2024-0001 fixed in 0:2-3.module+el9+1+a',
      ]);
      const built = rpm('base-libs', '1-1.el9', { source: { name: 'base', version: '1-1.el9' } });
      assert.deepEqual(verdict(database.index, built, { ecosystem: SYSTEM, compare: rpms }), ['CVE-2024-0004']);
    });
  }

  test('a vector of CVSS in the place of the word is no word', async () => {
    const severity = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    await using database = await opened([
      vex('CVE-2024-0001', 'cpe:/o:redhat:enterprise_linux:9', { severity, normalized: 'High' }),
    ]);
    const [found] = database.index.find(MAIN, 'lib');
    assert.deepEqual(found?.severity, [{ type: 'CVSS_V3', score: severity }]);
    assert.equal(found.affected[0]?.severityWord, 'High');
  });

  test('a container is judged by its tag among those of its minor version', async () => {
    const repo = { name: 'cpe:/a:redhat:openshift:4.12::el8', key: 'rhcc-container-repository' };
    const range = '{0,4,12,0,0,0,0,0,0,0}__{0,4,13,0,0,0,0,0,0,0}';
    const row = {
      name: 'CVE-2024-0001',
      package: { name: 'openshift4/tool' },
      repo,
      range,
      rangeKind: 'rhctag',
      fixed: 'v4.12.0-20240201',
    };
    await using database = await opened([row]);
    const of = (version: string) =>
      verdict(database.index, rpm('openshift4/tool', version), { ecosystem: 'Red Hat Container Catalog', compare: rpms });
    assert.deepEqual(of('v4.12.0-20240101'), ['CVE-2024-0001 fixed in v4.12.0-20240201']);
    assert.deepEqual(of('v4.12.0-20240301'), []);
    assert.deepEqual(of('v4.11.0-20240301'), []);
  });
});

suite('a CPE', () => {
  const PAIRS = [
    ['cpe:/a:redhat:openshift:4', 'cpe:/a:redhat:openshift:4.13::el8', true],
    ['cpe:/a:redhat:openshift:4.1::el8', 'cpe:/a:redhat:openshift:4.13::el8', false],
    ['cpe:/a:redhat:openshift:4.%02::el8', 'cpe:/a:redhat:openshift:4.13::el8', true],
    ['cpe:/a:redhat:openshift:4.%02::el8', 'cpe:/a:redhat:openshift:5.13::el8', false],
    ['cpe:/a:redhat:openshift:4.1%01::el8', 'cpe:/a:redhat:openshift:4.13::el8', true],
    ['cpe:2.3:o:redhat:enterprise_linux:8:*:baseos:*:*:*:*:*', 'cpe:/o:redhat:enterprise_linux:8::baseos', true],
    ['cpe:/o:redhat:enterprise_linux:8::baseos', 'cpe:/o:redhat:enterprise_linux:8', false],
    ['cpe:/o:redhat:enterprise_linux:8', 'cpe:/o:redhat:enterprise_linux:8::baseos', true],
    ['cpe:/o:redhat:enterprise_linux:9', 'cpe:/o:redhat:enterprise_linux:9.4::baseos', true],
    ['cpe:/o:RedHat:enterprise_linux:9', 'cpe:/o:redhat:Enterprise_Linux:9', true],
    ['cpe:2.3:a:redhat:tool\\:x:1', 'cpe:/a:redhat:tool%3ax:1', true],
    ['cpe:2.3:a:redhat:tool\\*:1', 'cpe:/a:redhat:toolbox:1', false],
    // The rule of the beginning, which Clair has without the whole step.
    ['cpe:/a:redhat:openshift:4.1', 'cpe:/a:redhat:openshift:4.13::el8', false],
    ['cpe:/a:redhat:openshift:4.1', 'cpe:/a:redhat:openshift:4.1.7::el8', true],
  ] as const;

  for (const [named, product, expected] of PAIRS) {
    test(`${named} ${expected ? 'takes in' : 'does not take in'} ${product}`, () => {
      const [one, other] = [parseCpe(named), parseCpe(product)];
      assert.ok(one !== undefined && other !== undefined);
      assert.equal(concerns(one, other), expected);
    });
  }

  test('with many wildcards takes no time', { timeout: 5000 }, () => {
    const named = parseCpe(`cpe:2.3:a:redhat:${'*a'.repeat(400)}b`);
    const product = parseCpe(`cpe:2.3:a:redhat:${'a'.repeat(900)}`);
    assert.ok(named !== undefined && product !== undefined);
    assert.equal(concerns(named, product), false);
  });

  test('is none where it begins as none, or has too many parts', () => {
    for (const text of ['', 'redhat', 'cpe:/x:redhat', `cpe:2.3${':a'.repeat(12)}`, `cpe:/a:${'x'.repeat(2000)}`]) {
      assert.equal(parseCpe(text), undefined);
    }
  });
});
