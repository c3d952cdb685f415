import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderSummary } from '../../src/report/summary.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE, opensslFindings, rated } from '../support/reports.ts';

function manyFindings(count: number, name = 'p') {
  return Array.from({ length: count }, (_, index) =>
    aFinding(aVulnerability(`CVE-2025-${10_000 + index}`, rated(index % 2 ? 'high' : 'medium')), aPackage(`${name}${index}`)),
  );
}

describe('the job summary', () => {
  test('tells the verdict, the counts, the findings, what was fetched and by which advisories', () => {
    const text = renderSummary(aReport({ findings: opensslFindings() }));
    assert.match(
      text,
      /^## Hullcheck: <code>ghcr\.io\/acme\/shop&#58;1\.4<\/code>\n\n\*\*1 vulnerability in 2 packages: 1 high; 1 with a fix\.\*\*/,
    );
    assert.match(
      text,
      /\| Critical \| High \| Medium \| Low \| Unknown \| Total \| With a fix \|\n[^\n]+\n\| 0 \| 1 \| 0 \| 0 \| 0 \| 1 \| 1 \|/,
    );
    assert.match(
      text,
      /\| High \| \[CVE-2024-6119\]\(<https:\/\/www\.cve\.org\/CVERecord\?id=CVE-2024-6119>\) \| <code>openssl<\/code> \|/,
    );
    assert.match(
      text,
      /Fetched 2\.9 MiB of layers, 5 download addresses resolved, 2 expired, 1 download resumed, 3 attempts repeated, 400 B fetched twice\./,
    );
    assert.match(text, /\| Debian \| 2026-09-01T05&#58;00&#58;12Z \| 12,345 \| cache, confirmed \|/);
  });

  test('of a clean scan is short', () => {
    const text = renderSummary(aReport());
    assert.match(text, /\*\*No known vulnerabilities in 0 packages\.\*\*/);
    assert.doesNotMatch(text, /Severity \|/);
  });

  test('lists gaps, and says how many it left out', () => {
    const gaps = Array.from({ length: 103 }, (_, index) => ({ subject: `s${index}`, reason: 'unreadable' }));
    const text = renderSummary(aReport({ gaps }));
    assert.match(text, /This scan is incomplete: 103 things could not be judged/);
    assert.match(text, /### Not judged\n\n- <code>s0<\/code>: unreadable\n/);
    assert.match(text, /\n- and 3 more\n/);
  });

  test('shows 25 findings and folds the rest, with what has a fix first within a severity', () => {
    const fixable = aFinding(aVulnerability('CVE-2025-99999', rated('high')), aPackage('fixable'), '2');
    const text = renderSummary(aReport({ findings: [...manyFindings(40), fixable] }));
    const [open = '', folded = ''] = text.split('<details>\n<summary>16 more</summary>');
    assert.equal(open.match(/^\| (?:High|Medium) \| \[/gm)?.length, 25);
    assert.equal(folded.match(/^\| (?:High|Medium) \| \[/gm)?.length, 16);
    assert.match(open.slice(open.indexOf('| High | [')), /^\| High \| \[CVE-2025-99999\]/);
  });

  test('stays under 900 KiB, and says how many findings had no room', () => {
    const text = renderSummary(aReport({ findings: manyFindings(20_000, '|'.repeat(70)) }));
    assert.ok(Buffer.byteLength(text) < 900 * 1024);
    const rows = text.match(/^\| (?:High|Medium) \| \[/gm)?.length ?? 0;
    assert.ok(rows > 500);
    assert.ok(text.includes(`${(20_000 - rows).toLocaleString('en-GB')} findings more had no room here`));
  });

  test('stays under 900 KiB when everything is as long as it can be', () => {
    const gaps = Array.from({ length: 2000 }, () => ({ subject: '|'.repeat(9999), reason: '|'.repeat(9999) }));
    const [source] = aReport().sources;
    assert.ok(source);
    const sources = Array.from({ length: 2000 }, () => ({ ...source, feed: '|'.repeat(9999), modified: '|'.repeat(9999) }));
    assert.ok(Buffer.byteLength(renderSummary(aReport({ gaps, sources, findings: manyFindings(20_000) }))) < 900 * 1024);
  });

  test('gives hostile text no markup, no link, no mention and no row of its own', () => {
    const { image } = aReport();
    const findings = [aFinding(aVulnerability(HOSTILE), aPackage(HOSTILE, { version: HOSTILE }), HOSTILE)];
    const [source] = aReport().sources;
    assert.ok(source);
    const whole = renderSummary(
      aReport({
        findings,
        image: { ...image, reference: HOSTILE },
        gaps: [{ subject: HOSTILE, reason: HOSTILE }],
        sources: [{ ...source, feed: HOSTILE, modified: HOSTILE }],
      }),
    );
    // Link targets are percent-encoded, and what lies between angle brackets is taken as it is.
    const text = whole.replace(/\]\(<https:\/\/osv\.dev\/vulnerability\/[^<>\s|]*>\)/g, '');
    assert.notEqual(text, whole);
    assert.doesNotMatch(text, /<(?!\/?(?:code|details|summary)>)/);
    assert.doesNotMatch(text, /@|`|\]\(1\)|https:\/\/evil|www\.evil|#1 /);
    const row = /^\| High .*$/m.exec(text)?.[0] ?? '';
    assert.equal(row.split('|').length, 8);
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
