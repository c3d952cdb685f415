import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import type { Report } from '../../../src/model/report.ts';
import { sarif } from '../../../src/report/sarif.ts';
import {
  aFinding,
  aPackage,
  aReport,
  aVulnerability,
  digestOf,
  layer,
  opensslFindings,
  rated,
  release,
} from '../../support/reports.ts';
import { identityOf } from '../../support/sarif-limits.ts';

function identities(report: Report): readonly string[] {
  const log = JSON.parse(sarif.render(report)) as Log;
  return (log.runs[0]?.results ?? []).map((result) => identityOf({ ...result })).sort();
}

const before = aReport({ findings: [...opensslFindings(), aFinding(aVulnerability('CVE-2025-1'), aPackage('zlib1g'))] });

/** The same findings, each package changed. */
function repackaged(change: Parameters<typeof aPackage>[1]): Report {
  return { ...before, findings: before.findings.map((finding) => ({ ...finding, package: { ...finding.package, ...change } })) };
}

describe('the identity of a result', () => {
  test('tells results apart', () => assert.equal(new Set(identities(before)).size, 2));

  const same: Readonly<Record<string, Report>> = {
    'another tag': { ...before, image: { ...before.image, reference: 'ghcr.io/acme/shop:1.5' } },
    'a rebuild with new digests': {
      ...repackaged({ layer: layer(2, 7) }),
      image: {
        ...before.image,
        digest: digestOf(91),
        manifestDigest: digestOf(92),
        layers: [0, 1, 2, 3].map((index) => ({ ...layer(index, 7), size: 1 })),
      },
    },
    'a version that is still vulnerable': {
      ...before,
      findings: [...opensslFindings('3.0.13-2'), aFinding(aVulnerability('CVE-2025-1'), aPackage('zlib1g', { version: '2' }))],
    },
    'a release of the distribution later': { ...before, release: release('debian', '13') },
    'another platform': { ...before, image: { ...before.image, platform: { os: 'linux', architecture: 'arm64' } } },
    'another rating, summary and fix': {
      ...before,
      findings: before.findings.map((finding) => ({
        ...finding,
        fixedIn: '99',
        vulnerability: { ...finding.vulnerability, ...rated('low'), summary: 'told anew' },
      })),
    },
    'findings in another order': { ...before, findings: before.findings.toReversed() },
    'a binary package fewer': { ...before, findings: before.findings.slice(1) },
    'a name in capitals': { ...before, image: { ...before.image, name: 'ghcr.io/Acme/shop' } },
  };
  for (const [change, after] of Object.entries(same)) {
    test(`survives ${change}`, () => assert.deepEqual(identities(after), identities(before)));
  }

  const other: Readonly<Record<string, Report>> = {
    'another image': { ...before, image: { ...before.image, name: 'ghcr.io/other/shop' } },
    'another package': repackaged({ name: 'other', source: { name: 'other', version: '1' } }),
    'another distribution': repackaged({ ecosystem: 'ubuntu' }),
  };
  for (const [change, after] of Object.entries(other)) {
    test(`ends with ${change}`, () => {
      const known = new Set(identities(before));
      assert.ok(identities(after).every((identity) => !known.has(identity)));
    });
  }
});
