import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groupFindings } from '../../../src/model/report.ts';
import { imageUri, locationOf } from '../../../src/report/sarif/location.ts';
import { relatedLocationsOf } from '../../../src/report/sarif/related.ts';
import { aFinding, aPackage, aReport, aVulnerability, opensslFindings } from '../../support/reports.ts';

describe('the address of a file of an image', () => {
  const addresses: readonly (readonly [string, string, string])[] = [
    ['ghcr.io/acme/shop', 'var/lib/dpkg/status', 'shop/var/lib/dpkg/status'],
    ['localhost:5000/shop', '/var/lib/dpkg/status', 'shop/var/lib/dpkg/status'],
    ['ghcr.io/acme/shop', '', 'shop'],
    ['', '', 'image'],
    ['shop', '../../../etc/passwd', 'shop/etc/passwd'],
    ['shop', 'a//b/./c', 'shop/a/b/c'],
    ['shop', 'a:b/c d/é/%2e%2e', 'shop/a%3Ab/c%20d/%C3%A9/%252e%252e'],
    ['shop', 'file://evil.test/x', 'shop/file%3A/evil.test/x'],
    ['shop', 'x\ny\ud800', 'shop/x%20y%EF%BF%BD'],
  ];
  for (const [image, path, uri] of addresses) {
    test(`of ${JSON.stringify(image)} and ${JSON.stringify(path)} is ${uri}`, () => assert.equal(imageUri(image, path), uri));
  }
});

test('a result has one location, with the package and the layer as its logical places', () => {
  const report = aReport({ findings: opensslFindings() });
  const [group] = groupFindings(report.findings);
  assert.ok(group);
  const location = locationOf(group, report);
  assert.deepEqual(location.physicalLocation?.region, { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 });
  assert.deepEqual(location.logicalLocations, [
    { name: 'openssl', kind: 'package', fullyQualifiedName: 'pkg:deb/debian/openssl@3.0.13-1~deb12u1?arch=amd64' },
    {
      name: 'layer 2 of 3',
      kind: 'layer',
      fullyQualifiedName: `ghcr.io/acme/shop@linux/amd64#${group.findings[0].package.layer.diffID}`,
    },
  ]);
  assert.deepEqual(relatedLocationsOf(group, report), []);
});

test('packages that other files record are related locations, in the same order whatever the order of findings', () => {
  const source = { name: 'openssl', version: '3' };
  const findings = ['b', 'a', 'c'].map((name) =>
    aFinding(aVulnerability('CVE-2025-1'), aPackage(name, { source, path: `var/lib/dpkg/status.d/${name}` })),
  );
  for (const order of [findings, findings.toReversed()]) {
    const [group] = groupFindings(order);
    assert.ok(group);
    const report = aReport({ findings: order });
    const uris = [locationOf(group, report), ...relatedLocationsOf(group, report)].map(
      (location) => location.physicalLocation?.artifactLocation?.uri,
    );
    assert.deepEqual(
      uris,
      ['', '/a', '/b', '/c'].map((name) => `shop/var/lib/dpkg/status.d${name}`),
    );
  }
});
