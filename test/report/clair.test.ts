import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Report } from '../../src/model/report.ts';
import { ENRICHMENTS, type VulnerabilityReport } from '../../src/report/clair/vulnerability-report.ts';
import { clair } from '../../src/report/clair.ts';
import { aReport, digestOf, opensslFindings, release } from '../support/reports.ts';
import { anyReport, fullReport } from './made-reports.ts';

function read(report: Report): VulnerabilityReport {
  return JSON.parse(clair.render(report)) as VulnerabilityReport;
}

describe('clair', () => {
  test('is whole: every package has an environment, and every identifier leads to what it names', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const told = read(report);
        const packages = Object.keys(told.packages);
        assert.equal(packages.length, report.packages.length);
        assert.deepEqual(Object.keys(told.environments), packages);
        for (const { introduced_in, distribution_id, repository_ids } of Object.values(told.environments).flat()) {
          assert.match(introduced_in, /^sha256:[0-9a-f]{64}$/);
          assert.ok(distribution_id === '' || Object.hasOwn(told.distributions, distribution_id));
          for (const id of repository_ids ?? []) assert.ok(Object.hasOwn(told.repository, id));
        }
        for (const [pkg, ids] of Object.entries(told.package_vulnerabilities)) {
          assert.ok(packages.includes(pkg));
          for (const id of ids) assert.equal(told.vulnerabilities[id]?.id, id);
        }
        const named = new Set(Object.values(told.package_vulnerabilities).flat());
        assert.deepEqual(new Set(Object.keys(told.vulnerabilities)), named);
        for (const { issued } of Object.values(told.vulnerabilities)) assert.ok(!Number.isNaN(Date.parse(issued)));
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  test('tells of a package, its source, its database and its layer as Clair does', () => {
    const told = read(aReport({ findings: opensslFindings() }));
    assert.equal(told.manifest_hash, digestOf(2));
    const [id = '', libssl] = Object.entries(told.packages)[0] ?? [];
    assert.deepEqual(libssl, {
      arch: 'amd64',
      cpe: '',
      id,
      kind: 'binary',
      name: 'libssl3',
      normalized_version: '',
      source: { cpe: '', id: '', kind: 'source', name: 'openssl', normalized_version: '', version: '3.0.13-1~deb12u1' },
      version: '3.0.13-1~deb12u1',
    });
    assert.deepEqual(told.environments[id], [
      { package_db: 'var/lib/dpkg/status', introduced_in: digestOf(2001), distribution_id: 'debian-12', repository_ids: null },
    ]);
    assert.deepEqual(told.distributions['debian-12']?.pretty_name, 'debian 12');
  });

  test('tells of one vulnerability of a source once, for all its packages, with the score that the NVD would tell', () => {
    const told = read(aReport({ findings: opensslFindings() }));
    const [id = '', ...others] = Object.keys(told.vulnerabilities);
    assert.equal(others.length, 0);
    assert.deepEqual(Object.values(told.package_vulnerabilities), [[id], [id]]);
    const { name, normalized_severity, fixed_in_version, issued, links, distribution } = told.vulnerabilities[id]!;
    assert.deepEqual(
      [name, normalized_severity, fixed_in_version, issued, links, distribution.did],
      ['CVE-2024-6119', 'High', '3.0.14-1~deb12u2', '0001-01-01T00:00:00Z', 'https://advisory.test/one?a=1&b=2', 'debian'],
    );
    assert.deepEqual(told.enrichments[ENRICHMENTS.cvss], [
      {
        [id]: [
          {
            version: '3.1',
            vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
            attackVector: 'NETWORK',
            attackComplexity: 'LOW',
            privilegesRequired: 'NONE',
            userInteraction: 'NONE',
            scope: 'UNCHANGED',
            confidentialityImpact: 'NONE',
            integrityImpact: 'NONE',
            availabilityImpact: 'HIGH',
            baseScore: 7.5,
            baseSeverity: 'HIGH',
          },
        ],
      },
    ]);
  });

  test('names the repository of a language, and what is known of exploitation', () => {
    const told = read(fullReport());
    assert.deepEqual(told.repository, { npm: { id: 'npm', name: 'npm', uri: 'https://www.npmjs.com/', cpe: '' } });
    const [id = ''] = Object.entries(told.vulnerabilities).find(([, { name }]) => name === 'GHSA-2222-3333-4444') ?? [];
    assert.equal(told.vulnerabilities[id]?.repository.name, 'npm');
    assert.equal(told.enrichments[ENRICHMENTS.epss]?.[0]?.[id]?.[0]?.['epss'], 0.25);
    assert.equal(told.enrichments[ENRICHMENTS.kev]?.[0]?.[id]?.[0]?.['known_ransomware_campaign_use'], 'Known');
  });

  test('gives packages and vulnerabilities the same identifiers after a rebuild', () => {
    const [before, after] = [1, 2].map((build) => read(aReport({ findings: opensslFindings('3.0.13', build) })));
    assert.deepEqual(Object.keys(before?.packages ?? {}), Object.keys(after?.packages ?? {}));
    assert.deepEqual(before?.vulnerabilities, after?.vulnerabilities);
  });

  test('leaves out what counts no longer', () => assert.ok(!clair.render(fullReport()).includes('CVE-2023-45853')));

  test('leaves out a platform name that is not well-formed, for which Clair would refuse the report', () => {
    const named = ['cpe:/o:redhat:enterprise_linux:9::baseos', 'cpe:2.3:o:a:b:1:*:*:*:*:*:*:*', 'cpe:2.3:o', 'cpe:/x', 'x'].map(
      (cpe) => Object.values(read(aReport({ release: { ...release(), cpe } })).distributions)[0]?.cpe,
    );
    assert.deepEqual(named, ['cpe:/o:redhat:enterprise_linux:9::baseos', 'cpe:2.3:o:a:b:1:*:*:*:*:*:*:*', '', '', '']);
  });
});
