import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv2019 } from 'ajv/dist/2019.js';
import * as fc from 'fast-check';
import type { SpdxPackage } from '../../src/report/spdx/element.ts';
import { spdx } from '../../src/report/spdx.ts';
import type { Report } from '../../src/model/report.ts';
import { aReport, digestOf, opensslFindings } from '../support/reports.ts';
import { anyReport, fullReport, longReport } from './made-reports.ts';
import { publishedSchema, violations, withFormats } from './schema.ts';

interface Document {
  readonly documentNamespace: string;
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
  readonly annotations: readonly { readonly comment: string }[];
}

const check = withFormats(new Ajv2019({ strict: false, allErrors: true })).compile(publishedSchema('spdx-schema-v2.3.json'));

function read(report: Report): Document {
  const text = spdx.render(report);
  assert.deepEqual(violations(check, text), []);
  return JSON.parse(text) as Document;
}

describe('spdx', () => {
  test('keeps to the schema of SPDX 2.3, whatever the texts are, and relates the image to each package', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { packages, relationships } = read(report);
        const ids = packages.map((one) => one.SPDXID);
        assert.equal(new Set(ids).size, ids.length);
        for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/);
        assert.deepEqual(
          relationships.map((one) => one.relatedSpdxElement),
          ids,
        );
        for (const { referenceLocator, referenceType } of packages.flatMap((one) => one.externalRefs ?? [])) {
          assert.match(referenceLocator, /^\S+$/);
          if (referenceType === 'cpe22Type') assert.match(referenceLocator, /^cpe:\/[aho]/);
        }
      }),
      { numRuns: 150, seed: 2 },
    );
  });

  test('keeps to it where the report is clean, full, or of texts of a megabyte', () => {
    for (const report of [aReport(), fullReport(), longReport()]) read(report);
  });

  test('describes the image, which contains the distribution and the packages', () => {
    const { packages, relationships } = read(aReport({ findings: opensslFindings() }));
    assert.deepEqual(
      packages.map(({ name, primaryPackagePurpose }) => [name, primaryPackagePurpose]),
      [
        ['ghcr.io/acme/shop', 'CONTAINER'],
        ['debian', 'OPERATING_SYSTEM'],
        ['libssl3', 'LIBRARY'],
        ['openssl', 'LIBRARY'],
      ],
    );
    assert.deepEqual(packages[0]?.checksums, [{ algorithm: 'SHA256', checksumValue: digestOf(2).slice(7) }]);
    assert.deepEqual(
      relationships.map((one) => one.relationshipType),
      ['DESCRIBES', 'CONTAINS', 'CONTAINS', 'CONTAINS'],
    );
  });

  test('names the advisories of a package, its source and its layer', () => {
    const openssl = read(aReport({ findings: opensslFindings() })).packages.find(({ name }) => name === 'openssl');
    assert.deepEqual(openssl?.externalRefs?.[1], {
      referenceCategory: 'SECURITY',
      referenceType: 'advisory',
      referenceLocator: 'https://www.cve.org/CVERecord?id=CVE-2024-6119',
      comment: 'CVE-2024-6119: high, fixed in 3.0.14-1~deb12u2',
    });
    assert.equal(openssl?.sourceInfo, 'Built from openssl 3.0.13-1~deb12u1. Recorded in /var/lib/dpkg/status.');
    assert.match(openssl?.comment ?? '', /^Brought by layer 2, sha256:\w+ \(sha256:\w+\) by: RUN make part1$/);
  });

  test('leaves out what counts no longer, and says what was not judged', () => {
    const { packages, annotations } = read(fullReport());
    assert.ok(packages.some(({ name }) => name === 'zlib1g'));
    assert.ok(!JSON.stringify(packages).includes('CVE-2023-45853'));
    assert.deepEqual(
      annotations.map(({ comment }) => comment),
      ['opt/app.jar could not be judged: it is no archive', 'acme-agent was left unjudged: it is somebody else’s'],
    );
  });

  test('has a name space that no other document has, and two renderings of one report share', () => {
    const spaces = [fullReport(), fullReport(), aReport(), aReport({ finishedAt: '2027-01-01T00:00:00Z' })].map(
      (report) => read(report).documentNamespace,
    );
    assert.equal(spaces[0], spaces[1]);
    assert.equal(new Set(spaces).size, 3);
  });
});
