import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { markdown } from '../../src/report/markdown.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE } from '../support/reports.ts';
import { fullReport } from './made-reports.ts';

const SEVERAL = 5000;

describe('markdown', () => {
  test('tells the verdict, the findings, what counts no longer and what was not judged', () => {
    const text = markdown.render(fullReport());
    assert.match(text, /^## Hullcheck: <code>ghcr&#46;|^## Hullcheck: /);
    assert.match(text, /\*\*2 vulnerabilities in 4 packages: 1 high, 1 medium; 1 with a fix\. This scan is incomplete/);
    assert.match(text, /\| High \| \[CVE-2024-6119\]|\| High \| \[CVE/);
    const [, notCounted = ''] = text.split('### Not counted');
    assert.match(notCounted, /CVE.2023.45853.*not affected: vulnerable.*MiniZip/);
    assert.match(notCounted, /ignored: accepted \(until 2027/);
    assert.match(text, /### Not judged\n\n- <code>opt/);
    assert.match(text, /### Left unjudged\n\n- <code>acme/);
  });

  test('has room in a comment, however much there is to say, and says what it left out', () => {
    const pkg = aPackage(HOSTILE);
    const findings = Array.from({ length: SEVERAL }, (_, index) => aFinding(aVulnerability(`CVE-2024-${10_000 + index}`), pkg));
    const suppressed = findings.map((finding) => ({
      ...finding,
      suppression: { kind: 'ignored' as const, source: HOSTILE, reason: HOSTILE },
    }));
    const gaps = findings.map(({ vulnerability }) => ({ subject: vulnerability.id, reason: HOSTILE.repeat(3) }));
    const text = markdown.render(aReport({ findings, suppressed, gaps, unjudged: gaps }));
    assert.ok(Buffer.byteLength(text) < 60_000, `${Buffer.byteLength(text)} bytes`);
    assert.match(text, /findings more had no room here/);
    assert.match(text, /and 4,\d{3} more/);
    // Neither the gaps nor what counts no longer takes the room of the findings.
    assert.ok((text.match(/^\| High \| \[CVE/gm)?.length ?? 0) > 25);
  });
});
