import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import type { BomVulnerability, Component } from '../../src/report/cyclonedx/bom.ts';
import { cyclonedx } from '../../src/report/cyclonedx.ts';
import type { Report } from '../../src/model/report.ts';
import { aFinding, aPackage, aReport, aVulnerability, digestOf, layer, opensslFindings, rated } from '../support/reports.ts';
import { anyReport, fullReport, longReport } from './made-reports.ts';
import { publishedSchema, violations, withFormats } from './schema.ts';

interface Bom {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly { readonly aggregate: string }[];
  readonly vulnerabilities: readonly BomVulnerability[];
}

const ajv = withFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema(publishedSchema('spdx.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json');
ajv.addSchema(publishedSchema('jsf-0.82.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json');
const check = ajv.compile(publishedSchema('bom-1.6.SNAPSHOT.schema.json'));

function read(report: Report): Bom {
  const text = cyclonedx.render(report);
  assert.deepEqual(violations(check, text), []);
  return JSON.parse(text) as Bom;
}

function named(bom: Bom, name: string): Component {
  const component = bom.components.find((one) => one.name === name);
  assert.ok(component);
  return component;
}

describe('cyclonedx', () => {
  test('keeps to the schema of CycloneDX 1.6, whatever the texts are, and every reference leads to one component', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const bom = read(report);
        const refs = [bom.metadata.component, ...bom.components, ...bom.vulnerabilities].map((one) => one['bom-ref']);
        assert.equal(new Set(refs).size, refs.length);
        const affected = bom.vulnerabilities.flatMap(({ affects }) => affects.map(({ ref }) => ref));
        for (const ref of [...affected, ...bom.dependencies.flatMap(({ dependsOn }) => dependsOn)]) assert.ok(refs.includes(ref));
        const told = report.findings.length + report.suppressed.length;
        assert.ok(told === 0 || bom.vulnerabilities.length > 0);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test('keeps to it where the report is clean, full, or of texts of a megabyte', () => {
    for (const report of [aReport(), fullReport(), longReport()]) read(report);
  });

  test('is about the image: its name, digest and package URL', () => {
    const { component, timestamp } = read(fullReport()).metadata;
    assert.equal(timestamp, '2026-09-01T06:12:44Z');
    assert.deepEqual(
      [component.type, component.name, component.version, component.hashes],
      ['container', 'ghcr.io/acme/shop', digestOf(2), [{ alg: 'SHA-256', content: digestOf(2).slice(7) }]],
    );
    assert.equal(component.purl, `pkg:oci/shop@${digestOf(2)}?arch=amd64&repository_url=ghcr.io%2Facme%2Fshop`);
  });

  test('tells of each package what it is, where it lies and which layer brought it', () => {
    const bom = read(fullReport());
    const zlib = named(bom, 'zlib1g');
    assert.equal(zlib.purl, 'pkg:deb/debian/zlib1g@1%3A1.2.13?arch=amd64');
    assert.deepEqual(zlib.evidence, { occurrences: [{ location: 'var/lib/dpkg/status' }] });
    const properties = new Map(zlib.properties?.map(({ name, value }) => [name, value]));
    assert.equal(properties.get('hullcheck:layer:digest'), digestOf(2000));
    assert.equal(properties.get('hullcheck:layer:diff-id'), digestOf(1000));
    assert.equal(properties.get('hullcheck:source:name'), 'zlib');
    assert.equal(named(bom, 'left-pad').group, '@acme');
  });

  test('gives a package the same reference after a rebuild, and two scans of one image the same number', () => {
    const [before, after] = [1, 2].map((build) => read(aReport({ findings: opensslFindings('3.0.13', build) })));
    assert.deepEqual(
      before?.components.map((one) => one['bom-ref']),
      after?.components.map((one) => one['bom-ref']),
    );
    const later = read(aReport({ finishedAt: '2027-01-01T00:00:00Z' }));
    assert.match(later.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(later.serialNumber, before?.serialNumber);
    const { image } = aReport();
    assert.notEqual(read(aReport({ image: { ...image, manifestDigest: digestOf(9) } })).serialNumber, later.serialNumber);
  });

  test('tells two packages apart that differ in nothing but the layer', () => {
    const packages = [0, 1].map((index) => aPackage('a', { layer: layer(index) }));
    const refs = read(aReport({ packages })).components.map((one) => one['bom-ref']);
    assert.equal(new Set(refs).size, 3);
  });

  test('tells a vulnerability once, with its rating, its weaknesses and all packages that it affects', () => {
    const bom = read(aReport({ findings: opensslFindings() }));
    const [found, ...others] = bom.vulnerabilities;
    assert.equal(others.length, 0);
    assert.deepEqual(found?.ratings, [
      {
        source: { name: 'cvss' },
        score: 7.5,
        severity: 'high',
        method: 'CVSSv31',
        vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
      },
    ]);
    assert.deepEqual(found?.cwes, [79, 843]);
    assert.deepEqual(
      found?.affects.map(({ ref, versions }) => [ref, versions]),
      ['libssl3', 'openssl'].map((name) => [named(bom, name)['bom-ref'], [{ version: '3.0.13-1~deb12u1', status: 'affected' }]]),
    );
    assert.equal(found?.recommendation, 'Upgrade libssl3 to 3.0.14-1~deb12u2.\nUpgrade openssl to 3.0.14-1~deb12u2.');
  });

  test('tells it again where another feed rates it differently', () => {
    const findings = [
      aFinding(aVulnerability('CVE-2025-1'), aPackage('a')),
      aFinding(aVulnerability('CVE-2025-1', rated('low')), aPackage('b')),
    ];
    assert.deepEqual(
      read(aReport({ findings })).vulnerabilities.map(({ ratings }) => ratings[0]?.severity),
      ['high', 'low'],
    );
  });

  test('tells what counts no longer with the reason, and only in the packages that it is said of', () => {
    const { vulnerabilities } = read(fullReport());
    const [open, ignored] = vulnerabilities.filter(({ id }) => id === 'CVE-2024-6119');
    assert.equal(open?.analysis, undefined);
    assert.equal(open?.affects.length, 2);
    assert.deepEqual(ignored?.analysis, {
      response: ['will_not_fix'],
      detail: 'Ignored, says .ignore. accepted It counts again after 2027-01-31.',
    });
    const cleared = vulnerabilities.find(({ id }) => id === 'CVE-2023-45853');
    assert.equal(cleared?.analysis?.state, 'not_affected');
    assert.equal(cleared?.analysis?.justification, 'code_not_present');
    assert.equal(cleared?.affects[0]?.versions[0]?.status, 'unaffected');
  });

  test('is told as incomplete where something could not be judged', () => {
    assert.equal(read(fullReport()).compositions[0]?.aggregate, 'incomplete');
    assert.equal(read(aReport()).compositions[0]?.aggregate, 'unknown');
  });
});
