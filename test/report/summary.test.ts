import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderSummary } from '../../src/report/summary.ts';
import type { Places } from '../../src/model/place.ts';
import type { Upgrade } from '../../src/model/upgrade.ts';
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

function manyFindings(count: number, name = 'p') {
  return Array.from({ length: count }, (_, index) =>
    aFinding(aVulnerability(`CVE-2025-${10_000 + index}`, rated(index % 2 ? 'high' : 'medium')), aPackage(`${name}${index}`)),
  );
}

const FROM_DEBIAN: Places = placesOf('FROM --platform=linux/amd64 debian:12 AS run');

function placesOf(instruction: string): Places {
  const place = { uri: 'docker/My%20File', startLine: 3, startColumn: 1, endLine: 3, endColumn: 9, kind: 'base' as const };
  return { files: [], packages: [], layers: [{ layer: 0, place, instruction, told: 'history' }] };
}

function upgrade(name: string, given: Partial<Upgrade> = {}): Upgrade {
  return { ecosystem: 'debian', package: name, from: ['1'], to: '2', clears: 1, remains: 0, ...given };
}

const inBase = (id: string, name: string) => aFinding(aVulnerability(id), aPackage(name, { version: '1', layer: layer(0) }), '2');

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

  test('shows what is known to be exploited before all else', () => {
    const knownExploited = { added: '2025-01-01', ransomware: false };
    const exploited = aFinding(
      aVulnerability('CVE-2025-1', { ...rated('low'), exploitation: { knownExploited } }),
      aPackage('x'),
    );
    const text = renderSummary(aReport({ findings: [...manyFindings(30), exploited] }));
    assert.match(text.slice(text.indexOf('|---|---|---|---|---|---|')), /^[|-]+\n\| Low, exploited \| \[CVE-2025-1\]/);
  });

  test('says that a distribution makes no fix', () => {
    const finding = { ...aFinding(aVulnerability('CVE-1'), aPackage('x')), outlook: 'will-not-fix' as const };
    assert.match(renderSummary(aReport({ findings: [finding] })), /\| will not be fixed \|/);
  });

  test('says what to upgrade to, and where the base image is the place', () => {
    const own = aFinding(aVulnerability('CVE-3'), aPackage('curl', { version: '1' }), '2');
    const findings = [inBase('CVE-1', 'zlib'), inBase('CVE-2', 'zlib'), own];
    const upgrades = [upgrade('zlib', { clears: 2, remains: 1 }), upgrade('curl'), upgrade('ignored')];
    const base = { name: 'docker.io/library/debian:12', digest: digestOf(9) };
    const text = renderSummary({ ...aReport({ findings }), upgrades, places: FROM_DEBIAN, base });
    assert.ok(
      text.includes(
        `**Update the base image** <code>debian&#58;12&#64;sha256&#58;${'0'.repeat(63)}9</code> (docker/My File, line 3): it brings 2 of 3 findings.`,
      ),
    );
    assert.match(
      text,
      /\| <code>zlib<\/code> \| <code>1<\/code> \| <code>2<\/code> \| 2 \| 1 \| base image \|\n\| <code>curl<\/code> .* \| 1 \| 0 \| this image \|/,
    );
    assert.doesNotMatch(text, /ignored/, 'nothing is left to clear there');
  });

  test('does not take the digest of another image for that of the base', () => {
    const findings = [inBase('CVE-1', 'zlib')];
    const told = (places: Places, name: string) =>
      /base image\*\* (\S+)/.exec(renderSummary({ ...aReport({ findings }), places, base: { name, digest: digestOf(9) } }))?.[1];
    assert.equal(told(FROM_DEBIAN, 'alpine:3'), '<code>debian&#58;12</code>');
    assert.match(told(placesOf('FROM $BASE'), 'alpine:3') ?? '', /^<code>alpine&#58;3&#64;sha256/);
    assert.match(told(placesOf(`FROM debian@${digestOf(7)}`), 'debian') ?? '', /^<code>debian&#64;sha256&#58;0+7<\/code>$/);
    assert.match(renderSummary({ ...aReport({ findings }), places: FROM_DEBIAN }), /it brings all 1 finding\./);
    assert.doesNotMatch(renderSummary(aReport({ findings })), /base image/);
  });

  test('folds the upgrades after the fifteenth', () => {
    const findings = Array.from({ length: 130 }, (_, index) => inBase(`CVE-${index}`, `p${index}`));
    const text = renderSummary({ ...aReport({ findings }), upgrades: findings.map(({ package: { name } }) => upgrade(name)) });
    const [open = ''] = text.split('<summary>115 more packages</summary>');
    assert.equal(open.match(/^\| <code>p\d+<\/code>/gm)?.length, 15);
    assert.match(text, /\n30 of them had no room here\.\n/);
  });

  test('tells what does not count and why, what was left unjudged, and how old the advisories were', () => {
    const suppression = { kind: 'ignored' as const, source: '.hullcheck.yaml', reason: 'not reachable', expires: '2027-01-31' };
    const suppressed = [{ ...inBase('CVE-2025-7', 'zlib'), suppression }];
    const unjudged = Array.from({ length: 27 }, (_, index) => ({ subject: `linux-${index}`, reason: "the host's kernel runs" }));
    const text = renderSummary(aReport({ suppressed, unjudged }));
    assert.match(text, /### Not counted\n\n[^]*CVE-2025-7[^\n]*ignored: not reachable \(until 2027-01-31\)/);
    assert.match(text, /### Left unjudged\n\n- <code>linux-0<\/code>: the host&#39;s kernel runs\n[^]*\n- and 2 more\n/);
    assert.match(text, /The oldest advisories were 1 hour old at the time of the scan\./);
    const [source] = aReport().sources;
    assert.ok(source);
    const sources = [source, { ...source, modified: '2026-08-25T05:00:00Z' }, { ...source, modified: 'yesterday' }];
    assert.match(renderSummary(aReport({ sources })), /The oldest advisories were 7 days old/);
    assert.doesNotMatch(renderSummary(aReport({ sources: sources.slice(2) })), /oldest/);
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
    const name = '|'.repeat(9999);
    const suppression = { kind: 'ignored' as const, source: name, reason: name, expires: name };
    const findings = [
      ...Array.from({ length: 200 }, (_, index) => inBase(`CVE-${index}`, `${index}${name}`)),
      ...manyFindings(20_000),
    ];
    const report = {
      ...aReport({
        gaps,
        unjudged: gaps,
        sources,
        findings,
        suppressed: findings.map((finding) => ({ ...finding, suppression })),
      }),
      upgrades: findings.slice(0, 200).map((finding) => upgrade(finding.package.name, { from: ['1', name, name], to: name })),
      places: placesOf(`FROM ${name}`),
    };
    assert.ok(Buffer.byteLength(renderSummary(report)) < 900 * 1024);
  });

  test('gives hostile text no markup, no link, no mention and no row of its own', () => {
    const { image } = aReport();
    const findings = [aFinding(aVulnerability(HOSTILE), aPackage(HOSTILE, { version: HOSTILE }), HOSTILE)];
    const [source] = aReport().sources;
    assert.ok(source);
    const hostile = aPackage(HOSTILE, { version: HOSTILE, layer: layer(0) });
    const suppression = { kind: 'ignored' as const, source: HOSTILE, reason: HOSTILE, expires: HOSTILE };
    const whole = renderSummary({
      upgrades: [upgrade(HOSTILE, { from: [HOSTILE], to: HOSTILE })],
      places: placesOf(`FROM ${HOSTILE}`),
      base: { name: HOSTILE, digest: HOSTILE },
      ...aReport({
        findings: [...findings, aFinding(aVulnerability(HOSTILE), hostile)],
        suppressed: [{ ...aFinding(aVulnerability(HOSTILE), hostile), suppression }],
        unjudged: [{ subject: HOSTILE, reason: HOSTILE }],
        image: { ...image, reference: HOSTILE },
        gaps: [{ subject: HOSTILE, reason: HOSTILE }],
        sources: [{ ...source, feed: HOSTILE, modified: HOSTILE }],
      }),
    });
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
