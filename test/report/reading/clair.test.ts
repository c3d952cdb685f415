import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ScanError } from '../../../src/model/errors.ts';
import type { Finding } from '../../../src/model/report.ts';
import { clair } from '../../../src/report/clair.ts';
import { FORMATS } from '../../../src/report/index.ts';
import { readClairReport } from '../../../src/report/reading/index.ts';
import { aReport, digestOf, opensslFindings, release } from '../../support/reports.ts';
import { anyReport } from '../made-reports.ts';

const NOBODY = { id: '', name: '', version: '', normalized_version: '', cpe: '' };
const OLD_SCORES =
  'message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=https://csrc.nist.gov/schema/nvd/feed/1.1/cvss-v3.x.json';

/** A report as Clair writes it of a RHEL image with a Python package in it. */
function sample(given: Record<string, unknown> = {}): string {
  const vulnerability = {
    updater: 'u',
    description: 'd',
    issued: '2021-11-10T00:00:00Z',
    links: '',
    severity: '',
    fixed_in_version: '',
  };
  return JSON.stringify({
    manifest_hash: digestOf(7),
    packages: {
      1: {
        id: '1',
        name: 'openssl-libs',
        version: '1:1.1.1k-4.el8',
        kind: 'binary',
        source: { ...NOBODY, name: 'openssl', version: '1.1.1k-4.el8', kind: 'source' },
        arch: 'x86_64',
        module: 'm:1',
      },
      2: { id: '2', name: 'pip', version: '19.0', kind: 'binary', source: NOBODY },
    },
    distributions: {
      9: {
        id: '9',
        did: 'rhel',
        name: 'Red Hat Enterprise Linux Server',
        version: '8',
        version_code_name: '',
        version_id: '8',
        pretty_name: 'Red Hat Enterprise Linux Server 8',
      },
    },
    repository: { 4: { id: '4', name: 'pypi', uri: 'https://pypi.org/simple' } },
    environments: {
      1: [
        { package_db: 'var/lib/rpm', introduced_in: digestOf(11), distribution_id: '', repository_ids: ['4'] },
        { package_db: 'var/lib/rpm', introduced_in: digestOf(12), distribution_id: '9', repository_ids: null },
      ],
      2: [
        {
          package_db: 'python:usr/lib/python3.6/site-packages',
          introduced_in: digestOf(12),
          distribution_id: '9',
          repository_ids: null,
        },
        {
          package_db: 'python:usr/lib/python3.6/site-packages',
          introduced_in: digestOf(12),
          distribution_id: '',
          repository_ids: ['4'],
        },
      ],
    },
    vulnerabilities: {
      10: {
        ...vulnerability,
        id: '10',
        name: 'RHSA-2021:4424: openssl security update (Moderate)',
        links:
          'https://access.redhat.com/errata/RHSA-2021:4424 https://access.redhat.com/security/cve/CVE-2021-23840 https://access.redhat.com/security/cve/CVE-2021-23841',
        normalized_severity: 'Medium',
        fixed_in_version: '1:1.1.1k-5.el8',
      },
      20: {
        ...vulnerability,
        id: '20',
        name: 'GHSA-5xp3-jfq3-5q8x',
        links: 'https://nvd.nist.gov/vuln/detail/CVE-2021-3572',
        normalized_severity: 'Unknown',
        fixed_in_version: 'fixed=21.1&introduced=0',
      },
      21: { ...vulnerability, id: '21', name: 'pyup.io-42559 (CVE-2021-3572)', normalized_severity: 'Unknown' },
    },
    package_vulnerabilities: { 1: ['10'], 2: ['20', '21'] },
    enrichments: {
      [OLD_SCORES]: [
        {
          20: [
            { version: '3.1', vectorString: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:U/C:N/I:H/A:N', baseScore: 5.7 },
            { version: '3.1', vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', baseScore: 9.8 },
            { version: '3.1', vectorString: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:U/C:N/I:H/A:N', baseScore: 5.7 },
          ],
        },
      ],
    },
    ...given,
  });
}

/** What a finding keeps on the way through Clair's form. */
function gist({ package: pkg, vulnerability: { id, rating }, fixedIn }: Finding): readonly unknown[] {
  return [pkg.name, pkg.version, pkg.ecosystem, pkg.source, pkg.layer.digest, id, rating.severity, rating.score, fixedIn];
}

describe('a report of Clair, read', () => {
  test('is the packages of the distribution and of languages, each with its layer', () => {
    const { packages, release: told, image } = readClairReport(sample());
    assert.deepEqual(
      packages.map(({ name, ecosystem, purl, path, root, source, module, layer }) => [
        name,
        ecosystem,
        purl,
        path,
        root,
        source?.name,
        module,
        layer.digest,
      ]),
      [
        [
          'openssl-libs',
          'rhel',
          'pkg:rpm/redhat/openssl-libs@1:1.1.1k-4.el8?arch=x86_64&distro=rhel-8',
          'var/lib/rpm',
          undefined,
          'openssl',
          'm:1',
          digestOf(11),
        ],
        [
          'pip',
          'pypi',
          'pkg:pypi/pip@19.0',
          'usr/lib/python3.6/site-packages',
          'usr/lib/python3.6/site-packages',
          undefined,
          undefined,
          digestOf(12),
        ],
      ],
    );
    assert.deepEqual([told?.id, told?.versionId], ['rhel', '8']);
    assert.deepEqual([image.digest, image.platform.architecture, image.layers.length], [digestOf(7), 'amd64', 2]);
  });

  test('is what affects them: one finding for each vulnerability that an erratum mends, and one where two records tell of one', () => {
    const { findings, gaps } = readClairReport(sample());
    assert.deepEqual(
      findings.map(({ package: pkg, vulnerability: { id, rating }, advisories, fixedIn }) => [
        pkg.name,
        id,
        rating.severity,
        advisories,
        fixedIn,
      ]),
      [
        // Of two records, one without a fix: nothing would clear it.
        ['pip', 'CVE-2021-3572', 'critical', ['GHSA-5xp3-jfq3-5q8x', 'pyup.io-42559'], undefined],
        ['openssl-libs', 'CVE-2021-23840', 'medium', ['RHSA-2021:4424'], '1:1.1.1k-5.el8'],
        ['openssl-libs', 'CVE-2021-23841', 'medium', ['RHSA-2021:4424'], '1:1.1.1k-5.el8'],
      ],
    );
    assert.deepEqual(gaps, []);
  });

  test('takes the worst of the scores, and the version out of a range', () => {
    const [finding] = readClairReport(sample({ package_vulnerabilities: { 2: ['20'] } })).findings;
    assert.deepEqual(finding?.vulnerability.rating, {
      severity: 'critical',
      score: 9.8,
      vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      origin: 'cvss',
    });
    assert.equal(finding?.fixedIn, '21.1');
  });

  test('has a gap for what is named and not held', () => {
    const { gaps } = readClairReport(sample({ package_vulnerabilities: { 1: ['10', '99'], 3: ['10'] } }));
    assert.deepEqual(
      gaps.map(({ subject }) => subject),
      ['openssl-libs', '3'],
    );
  });

  test('takes what is null or missing as nothing', () => {
    const nothing = {
      packages: null,
      distributions: null,
      repository: null,
      environments: null,
      vulnerabilities: null,
      package_vulnerabilities: null,
    };
    assert.deepEqual(readClairReport(sample(nothing)).packages, []);
    assert.deepEqual(readClairReport(JSON.stringify({ manifest_hash: digestOf(1) })).findings, []);
  });

  test('is what Hullcheck wrote in this form, as far as it goes', () => {
    const report = aReport({ findings: opensslFindings(), release: { ...release(), codename: 'bookworm' } });
    const again = readClairReport(clair.render(report));
    assert.deepEqual(again.release, report.release);
    assert.deepEqual(again.findings.map(gist), report.findings.map(gist));
  });

  test('can be written in every format, whatever its texts are', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const again = readClairReport(clair.render(report));
        assert.equal(again.packages.length, report.packages.length);
        for (const format of FORMATS) assert.ok(format.render(again).length > 0);
      }),
      { numRuns: 40, seed: 8 },
    );
  });

  const faults: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['a digest that is none', { manifest_hash: 'x' }, /manifest_hash: it is no digest/],
    ['packages that are a list', { packages: [] }, /packages: it is no object/],
    ['a package that is none', { packages: { 1: 'x' } }, /Expected Object/],
    ['environments that are none', { environments: { 1: 5 } }, /Expected Array/],
  ];
  for (const [name, given, message] of faults) {
    test(`is refused for ${name}`, () => {
      assert.throws(
        () => readClairReport(sample(given)),
        (error) => error instanceof ScanError && error.code === 'USAGE' && message.test(error.message),
      );
    });
  }
});
