import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import type { Package } from '../../../src/model/package.ts';
import type { Place } from '../../../src/model/place.ts';
import type { Report } from '../../../src/model/report.ts';
import { compareText } from '../../../src/report/content/rank.ts';
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

/** A report whose packages the repository decides on: the base, an instruction, a lock file; and one that nobody does. */
function placed(given: Change = {}): Report {
  const { build = 1, version = '1.0.0', line = 1, jar = '1.0', python = '3.11' } = given;
  const dockerfile = (at: number, kind: Place['kind']): Place => ({ uri: 'Dockerfile', ...numbers(at), kind });
  const kinds = [
    aPackage('zlib1g', { version, layer: layer(0, build) }),
    aPackage('curl', { version, layer: layer(1, build) }),
    npm('braces', { version, layer: layer(2, build) }),
    npm('unlocked', { version, layer: layer(3, build) }),
    aPackage('org.x:y', {
      ecosystem: 'maven',
      version,
      path: `app/shop-${jar}.jar`,
      root: `app/shop-${jar}.jar`,
      layer: layer(3, build),
    }),
    aPackage('flask', {
      ecosystem: 'pypi',
      version,
      path: `usr/lib/python${python}/site-packages/flask-${version}.dist-info/METADATA`,
      root: `usr/lib/python${python}/site-packages`,
      layer: layer(3, build),
    }),
  ];
  const findings = kinds.map((pkg) => aFinding(aVulnerability('CVE-2025-1'), pkg));
  const instruction = given.base ?? 'FROM debian:12';
  return aReport({
    findings,
    places: {
      files: ['Dockerfile', 'package-lock.json'],
      packages: [{ purl: kinds[2]?.purl ?? '', place: { uri: 'package-lock.json', ...numbers(line * 10), kind: 'lockfile' } }],
      layers: [
        { layer: 0, place: dockerfile(line, 'base'), instruction, told: 'history' },
        { layer: 1, place: dockerfile(line + 1, 'instruction'), instruction: 'RUN x', told: given.told ?? 'history' },
      ],
    },
  });
}

interface Change {
  readonly build?: number;
  readonly version?: string;
  readonly line?: number;
  readonly base?: string;
  readonly jar?: string;
  readonly python?: string;
  readonly told?: 'provenance';
}

function npm(name: string, given: Parameters<typeof aPackage>[1]): Package {
  const path = `app/node_modules/${name}/package.json`;
  return aPackage(name, { ecosystem: 'npm', path, root: 'app', purl: `pkg:npm/${name}@${given?.version}`, ...given });
}

function numbers(line: number) {
  return { startLine: line, startColumn: 1, endLine: line, endColumn: 2 };
}

describe('the identity of a result in the repository', () => {
  test('is of the file that decides on it', () => {
    const uris = identities(placed()).map((identity) => identity.split(' ')[1] ?? '');
    assert.deepEqual(uris.toSorted(compareText), [
      'Dockerfile',
      'Dockerfile',
      'package-lock.json',
      'shop/app/node_modules/unlocked/package.json',
      'shop/app/shop.jar',
      'shop/usr/lib/python/site-packages/flask.dist-info/METADATA',
    ]);
  });

  const same: Readonly<Record<string, Report>> = {
    'a rebuild': placed({ build: 7 }),
    'another tag': { ...placed(), image: { ...placed().image, reference: 'ghcr.io/acme/shop:2' } },
    'versions that are still vulnerable': placed({ version: '1.0.1' }),
    'lines that moved': placed({ line: 40 }),
    'another base': placed({ base: 'FROM debian:13', line: 1 }),
    'a release of the application': placed({ jar: '2.0-SNAPSHOT' }),
    'another Python': placed({ python: '3.12' }),
    'provenance where there was none': placed({ told: 'provenance' }),
  };
  for (const [change, after] of Object.entries(same)) {
    test(`survives ${change}`, () => assert.deepEqual(identities(after), identities(placed())));
  }

  test('survives in its hash where a Dockerfile comes to be known', () => {
    const hashes = (report: Report) =>
      identities(report)
        .map((identity) => identity.split(' ')[2] ?? '')
        .toSorted(compareText);
    const { places: _, ...without } = placed();
    assert.deepEqual(hashes(without), hashes(placed()));
  });

  test('is one, whatever number of copies an application has', () => {
    const copies = ['app/node_modules/braces/package.json', 'app/node_modules/a/node_modules/braces/package.json'];
    const findings = copies.map((path) => aFinding(aVulnerability('CVE-2025-1'), npm('braces', { version: '1.0.0', path })));
    assert.deepEqual(identities(aReport({ findings })), identities(aReport({ findings: findings.slice(1) })));
  });
});
