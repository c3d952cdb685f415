import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Report } from '../../src/model/report.ts';
import type { Feature } from '../../src/report/quay/feature.ts';
import { quay } from '../../src/report/quay.ts';
import { aFinding, aPackage, aReport, aVulnerability, digestOf, opensslFindings, rated } from '../support/reports.ts';
import { anyReport, fullReport } from './made-reports.ts';

interface Answer {
  readonly status: string;
  readonly data: {
    readonly Layer: { readonly Name: string; readonly IndexedByVersion: number; readonly Features: readonly Feature[] };
  };
}

function read(report: Report): Answer {
  return JSON.parse(quay.render(report)) as Answer;
}

describe('quay', () => {
  test('lists every package with every finding of it', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { Features } = read(report).data.Layer;
        assert.equal(Features.length, report.packages.length);
        assert.equal(Features.flatMap((feature) => feature.Vulnerabilities).length, report.findings.length);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('tells of a package and its vulnerability as Quay does, with the score of the NVD', () => {
    const { status, data } = read(aReport({ findings: opensslFindings() }));
    assert.deepEqual([status, data.Layer.Name, data.Layer.IndexedByVersion], ['scanned', digestOf(2), 4]);
    assert.deepEqual(data.Layer.Features[1], {
      Name: 'openssl',
      VersionFormat: '',
      NamespaceName: '',
      AddedBy: digestOf(2001),
      Version: '3.0.13-1~deb12u1',
      Vulnerabilities: [
        {
          Severity: 'High',
          NamespaceName: 'debian',
          Link: 'https://advisory.test/one?a=1&b=2',
          FixedBy: '3.0.14-1~deb12u2',
          Description: 'The flaw is here.\n\nIt was found by someone.',
          Name: 'CVE-2024-6119',
          Metadata: {
            UpdatedBy: 'debian',
            RepoName: '',
            RepoLink: '',
            DistroName: 'debian',
            DistroVersion: '12',
            NVD: { CVSSv3: { Vectors: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', Score: 7.5 } },
          },
        },
      ],
    });
  });

  test('tells of no score where none of version 3 is known', () => {
    const second = { severity: 'high', score: 7.5, vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', origin: 'cvss' } as const;
    for (const given of [rated('high'), { rating: second }]) {
      const { data } = read(aReport({ findings: [aFinding(aVulnerability('CVE-2024-1', given), aPackage('a'))] }));
      assert.equal(data.Layer.Features[0]?.Vulnerabilities[0]?.Metadata.NVD, null);
    }
  });

  test('leaves out what counts no longer', () => assert.ok(!quay.render(fullReport()).includes('CVE-2023-45853')));
});
