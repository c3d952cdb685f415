import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { countFindings, type Report } from '../../src/model/report.ts';
import { gitlab } from '../../src/report/gitlab.ts';
import { aFinding, aPackage, aReport, aVulnerability, digestOf, opensslFindings } from '../support/reports.ts';
import { GITLAB_RULES } from './gitlab-rules.ts';
import { anyReport, fullReport, longReport } from './made-reports.ts';
import { violations, withFormats } from './schema.ts';

interface GitlabReport {
  readonly scan: { readonly end_time: string; readonly messages: readonly { readonly level: string; readonly value: string }[] };
  readonly vulnerabilities: readonly {
    readonly id: string;
    readonly name: string;
    readonly severity: string;
    readonly solution?: string;
    readonly identifiers: readonly { readonly type: string; readonly value: string }[];
    readonly cvss_vectors?: readonly { readonly vector: string }[];
    readonly location: {
      readonly image: string;
      readonly operating_system: string;
      readonly dependency: { readonly package: { readonly name: string }; readonly version: string };
    };
  }[];
}

const check = withFormats(new Ajv({ strict: false, allErrors: true, allowUnionTypes: true })).compile(GITLAB_RULES);

function read(report: Report): GitlabReport {
  const text = gitlab.render(report);
  assert.deepEqual(violations(check, text), []);
  return JSON.parse(text) as GitlabReport;
}

describe('gitlab', () => {
  test('is nothing that GitLab refuses, whatever the texts are, and no two findings have one identifier', () => {
    fc.assert(
      fc.property(anyReport, (made) => {
        // References come from a parser of their own.
        const report = { ...made, image: { ...made.image, reference: 'ghcr.io/acme/shop:1.4' } };
        const { vulnerabilities } = read(report);
        assert.equal(vulnerabilities.length, countFindings(report.findings).total);
        assert.equal(new Set(vulnerabilities.map(({ id }) => id)).size, vulnerabilities.length);
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  test('is nothing that it refuses where the report is clean, full, or of texts of a megabyte', () => {
    for (const report of [aReport(), fullReport(), longReport()]) read(report);
  });

  test('tells of a vulnerability in a source package once', () => {
    const { vulnerabilities, scan } = read(aReport({ findings: opensslFindings() }));
    assert.equal(scan.end_time, '2026-09-01T06:12:44');
    assert.equal(vulnerabilities.length, 1);
    const [found] = vulnerabilities;
    assert.deepEqual(found?.location, {
      dependency: { package: { name: 'openssl' }, version: '3.0.13-1~deb12u1' },
      operating_system: 'debian:12',
      image: 'ghcr.io/acme/shop:1.4',
    });
    assert.deepEqual(
      found?.identifiers.map(({ type, value }) => `${type} ${value}`),
      ['cve CVE-2024-6119', 'osv ALIAS-CVE-2024-6119', 'cwe 79', 'cwe 843'],
    );
    assert.deepEqual([found?.severity, found?.solution], ['High', 'Upgrade openssl to 3.0.14-1~deb12u2']);
    assert.equal(found?.cvss_vectors?.[0]?.vector, 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H');
  });

  test('keeps the identifier of a finding through a rebuild and an update that does not mend it', () => {
    const ids = [opensslFindings(), opensslFindings('3.0.12', 2)].map(
      (findings) => read(aReport({ findings })).vulnerabilities[0]?.id,
    );
    assert.equal(ids[0], ids[1]);
  });

  test('leaves out a vector that is not whole', () => {
    const rating = { severity: 'high', score: 7.5, vector: 'CVSS:3.1/AV:N/AC:L', origin: 'cvss' } as const;
    const findings = [aFinding(aVulnerability('CVE-2024-1', { rating }), aPackage('a'))];
    assert.equal(read(aReport({ findings })).vulnerabilities[0]?.cvss_vectors, undefined);
  });

  test('names the image with its digest where it was asked for without a tag', () => {
    const { image } = aReport();
    const report = aReport({ findings: opensslFindings(), image: { ...image, reference: 'registry.test:5000/acme/shop' } });
    assert.equal(read(report).vulnerabilities[0]?.location.image, `registry.test:5000/acme/shop@${digestOf(1)}`);
  });

  test('leaves out what counts no longer, and says so beside what was not judged', () => {
    const { vulnerabilities, scan } = read(fullReport());
    assert.deepEqual(
      vulnerabilities.map(({ location }) => location.dependency.package.name),
      ['openssl', '@acme/left-pad'],
    );
    assert.deepEqual(scan.messages, [
      { level: 'warn', value: 'opt/app.jar could not be judged: it is no archive' },
      { level: 'info', value: 'acme-agent was left unjudged: it is somebody else’s' },
      { level: 'info', value: '2 findings left out: someone gave a reason.' },
    ]);
  });
});
