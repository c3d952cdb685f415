import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { table } from '../../src/report/table.ts';
import {
  aFinding,
  aPackage,
  aReport,
  aVulnerability,
  digestOf,
  HOSTILE,
  layer,
  opensslFindings,
  rated,
} from '../support/reports.ts';

describe('table', () => {
  test('of a report with findings, worst first, in aligned columns', () => {
    const findings = [
      aFinding(aVulnerability('CVE-2025-2', rated('low')), aPackage('zlib1g', { version: '1.2', layer: layer(0) })),
      ...opensslFindings(),
      aFinding(aVulnerability('CVE-2025-1', rated('critical')), aPackage('libc6', { version: '2.36-9' })),
    ];
    assert.equal(
      table.render(aReport({ findings })),
      [
        `Image ghcr.io/acme/shop:1.4: ${digestOf(1)}, linux/amd64, debian 12, 4 packages, 3 layers`,
        '',
        'SEVERITY  VULNERABILITY  PACKAGE  INSTALLED         FIXED IN          LAYER',
        'critical  CVE-2025-1     libc6    2.36-9            -                 2 of 3',
        'high      CVE-2024-6119  openssl  3.0.13-1~deb12u1  3.0.14-1~deb12u2  2 of 3',
        'low       CVE-2025-2     zlib1g   1.2               -                 1 of 3',
        '',
        '3 vulnerabilities in 4 packages: 1 critical, 1 high, 1 low; 1 with a fix.',
        '',
      ].join('\n'),
    );
  });

  test('of a clean report says so, and has no table', () => {
    const text = table.render(aReport({ packages: [aPackage('a')] }));
    assert.match(text, /\n\nNo known vulnerabilities in 1 package\.\n$/);
    assert.doesNotMatch(text, /SEVERITY/);
  });

  test('with gaps says that the scan is incomplete, with findings and without, and lists them', () => {
    const gaps = [{ subject: 'foo 1:bad', reason: 'the version is none' }];
    for (const findings of [[], opensslFindings()]) {
      const text = table.render(aReport({ gaps, findings }));
      assert.match(text, /incomplete: 1 thing could not be judged\.\n- foo 1:bad: the version is none\n$/);
      assert.doesNotMatch(text, /No known vulnerabilities/);
    }
  });

  test('of hostile text keeps one line a row, prints no control and gives the runner no command', () => {
    const pkg = aPackage(HOSTILE, { version: HOSTILE });
    const findings = [aFinding(aVulnerability(HOSTILE), pkg, HOSTILE)];
    const { image } = aReport();
    const text = table.render(
      aReport({ findings, image: { ...image, reference: HOSTILE }, gaps: [{ subject: HOSTILE, reason: HOSTILE.repeat(100) }] }),
    );
    const lines = text.split('\n');
    assert.equal(lines.length, 8);
    assert.ok(lines.every((line) => line.length < 1000));
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\ud800]/);
    assert.doesNotMatch(text, /^\s*::/m);
    assert.ok(!text.includes('##['));
  });
});
