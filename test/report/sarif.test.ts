import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import type { Report } from '../../src/model/report.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import { sarif } from '../../src/report/sarif.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE, opensslFindings, rated, release } from '../support/reports.ts';
import { limitViolations } from '../support/sarif-limits.ts';
import { schemaViolations } from '../support/sarif-schema.ts';

function read(report: Report) {
  const text = sarif.render(report);
  assert.deepEqual(schemaViolations(text), [], 'the schema refuses it');
  assert.deepEqual(limitViolations(text), [], 'GitHub refuses it');
  const [run] = (JSON.parse(text) as Log).runs;
  assert.ok(run?.results);
  return { text, run, results: run.results, rules: run.tool.driver.rules ?? [] };
}

/** As many findings, of every severity, each a vulnerability of its own. */
function manyFindings(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const severity = SEVERITIES[index % SEVERITIES.length]!;
    return aFinding(
      aVulnerability(`CVE-2025-${10_000 + index}`, rated(severity)),
      aPackage(`p${index}`),
      index % 2 ? '2' : undefined,
    );
  });
}

/** A report in which every text that comes from outside means harm. */
function hostileReport(): Report {
  const pkg = aPackage(HOSTILE, {
    version: HOSTILE,
    source: { name: HOSTILE, version: HOSTILE },
    purl: `pkg:deb/${HOSTILE}`,
    path: `../../${HOSTILE}//./x`,
    layer: { ...aPackage('x').layer, createdBy: HOSTILE },
  });
  const vulnerability = aVulnerability(HOSTILE, {
    aliases: [HOSTILE],
    summary: HOSTILE.repeat(50),
    details: HOSTILE.repeat(500),
    rating: { severity: 'critical', score: Number.NaN, vector: HOSTILE, origin: 'cvss' },
    cwes: [HOSTILE, 'CWE-1'],
    references: ['javascript:alert(1)', HOSTILE, 'https://a.test/)|<b>"`\\&copy;'],
  });
  const { image } = aReport();
  return aReport({
    image: { ...image, reference: HOSTILE, name: HOSTILE, platform: { os: HOSTILE, architecture: 'a/b' } },
    release: { ...release(), prettyName: HOSTILE },
    findings: [aFinding(vulnerability, pkg, HOSTILE), aFinding({ ...vulnerability, id: '' }, aPackage('', { path: '' }))],
    gaps: [{ subject: HOSTILE.repeat(20), reason: HOSTILE.repeat(20) }],
  });
}

describe('sarif', () => {
  for (const ecosystem of ['debian', 'ubuntu', 'alpine', 'almalinux', 'rocky', 'npm']) {
    test(`a report of ${ecosystem} is a file that the schema and GitHub take`, () => {
      const pkg = aPackage('curl', { ecosystem, source: { name: 'curl', version: '8' } });
      const { results } = read(
        aReport({ release: release(ecosystem), findings: [aFinding(aVulnerability('CVE-2025-1234'), pkg)] }),
      );
      assert.equal(results.length, 1);
    });
  }

  test('a clean scan has no rules and no results, which closes every alert', () => {
    const { rules, results, run } = read(aReport());
    assert.deepEqual([rules, results], [[], []]);
    assert.equal(run.invocations?.[0]?.executionSuccessful, true);
    assert.deepEqual(run.invocations?.[0]?.toolExecutionNotifications, []);
  });

  test('a gap is a warning of the run', () => {
    const { run } = read(aReport({ gaps: [{ subject: 'foo 1:bad', reason: 'the version is none' }] }));
    assert.deepEqual(run.invocations?.[0]?.toolExecutionNotifications, [
      { level: 'warning', message: { text: 'foo 1:bad could not be judged: the version is none' } },
    ]);
  });

  test('a gap that tells too much is cut, and a thousand are told', () => {
    const gaps = Array.from({ length: 1003 }, () => ({ subject: '['.repeat(999), reason: ']'.repeat(999) }));
    const texts = read(aReport({ gaps })).run.invocations?.[0]?.toolExecutionNotifications?.map(
      ({ message }) => message.text ?? '',
    );
    assert.equal(texts?.length, 1001);
    assert.ok(texts.every((text) => text.length <= 1024));
    assert.equal(texts.at(-1), '3 more things could not be judged.');
  });

  test('one vulnerability in two binaries of one source package is one result', () => {
    const { results, rules } = read(aReport({ findings: opensslFindings() }));
    assert.equal(results.length, 1);
    assert.equal(rules.length, 1);
    assert.equal(results[0]?.ruleId, 'CVE-2024-6119');
  });

  test('one vulnerability in two source packages is one rule and two results', () => {
    const vulnerability = aVulnerability('CVE-2025-1234');
    const { results, rules } = read(aReport({ findings: ['a', 'b'].map((name) => aFinding(vulnerability, aPackage(name))) }));
    assert.deepEqual([results.length, rules.length], [2, 1]);
  });

  test('the category names the image and the platform, and neither tag nor digest', () => {
    const { image } = aReport();
    const platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
    const { run } = read(aReport({ image: { ...image, platform } }));
    assert.equal(run.automationDetails?.id, 'container-scan/ghcr.io/acme/shop/linux-arm-v7/');
  });

  test('of 6,000 findings the 5,000 worst are kept, unused rules are dropped, and the file says so', () => {
    const { results, rules, run } = read(aReport({ findings: manyFindings(6000) }));
    assert.equal(results.length, 5000);
    assert.equal(rules.length, 5000);
    const levels = results.map((result) => result.level);
    assert.equal(levels.filter((level) => level === 'error').length, 2400, 'every critical and high is kept');
    assert.equal(levels.filter((level) => level === 'warning').length, 1200, 'every medium is kept');
    assert.deepEqual(run.properties?.['cut'], { results: 5000, of: 6000 });
    assert.match(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', /the worst 5,000 of 6,000 results/);
  });

  test('within a severity what has a fix comes first', () => {
    const { results } = read(aReport({ findings: manyFindings(20) }));
    const critical = results.filter((result) => result.properties?.['severity'].effective === 'critical');
    assert.deepEqual(
      critical.map((result) => result.properties?.['fix'].state),
      ['fixed', 'fixed', 'not-fixed', 'not-fixed'],
    );
  });

  test('a file that gzip cannot bring under the limit loses its prose first and then its least results', () => {
    let seed = 1;
    const noise = (length: number) =>
      Array.from({ length }, () => String.fromCharCode(0x4e00 + ((seed = (seed * 48_271) % 2_147_483_647) % 20_000))).join('');
    const findings = Array.from({ length: 4000 }, (_, index) =>
      aFinding(aVulnerability(`CVE-2025-${10_000 + index}`, { summary: noise(250), details: noise(1000) }), aPackage(noise(200))),
    );
    const text = sarif.render(aReport({ findings }));
    assert.deepEqual(limitViolations(text), []);
    const [run] = (JSON.parse(text) as Log).runs;
    assert.ok(run?.results);
    const { results, tool, properties } = run;
    assert.ok(results.length > 0 && results.length < 4000);
    assert.equal(tool.driver.rules?.[0]?.help?.markdown, undefined);
    assert.deepEqual(properties?.['cut'], { results: results.length, of: 4000 });
  });

  test('packages whose names differ in unprintable characters alone become one result, fixed where both are', () => {
    const vulnerability = aVulnerability('CVE-2025-1234');
    const one = aFinding(vulnerability, aPackage('a\u0001', { path: 'one' }), '2');
    for (const fixedIn of ['3', undefined]) {
      const other = aFinding(vulnerability, aPackage('a\u0002', { path: 'other' }), fixedIn);
      const { results } = read(aReport({ findings: [one, other] }));
      assert.equal(results.length, 1);
      assert.deepEqual(results[0]?.properties?.['package'].paths, ['one', 'other']);
      assert.equal(results[0]?.properties?.['fix'].state, fixedIn === undefined ? 'not-fixed' : 'fixed');
    }
  });

  test('a separator in a name does not make two findings one', () => {
    const findings = [
      aFinding(aVulnerability('CVE-2025-1'), aPackage('a\u001fb')),
      aFinding(aVulnerability('CVE-2025-1'), aPackage('a', { source: { name: 'a', version: '1' } })),
    ];
    assert.equal(read(aReport({ findings })).results.length, 2);
  });

  test('hostile text is taken by the schema and by GitHub, and acts on nothing', () => {
    const { text, run, results, rules } = read(hostileReport());
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    assert.ok(!text.includes('##['), 'the runner would obey it');
    assert.ok(
      results.every((result) => !/(?<!\\)[[\]]/.test(result.message.text ?? '')),
      'a message has a link',
    );
    assert.equal(run.automationDetails?.id?.split('\n').length, 1);
    for (const rule of rules) {
      const markdown = rule.help?.markdown ?? '';
      assert.doesNotMatch(markdown, /<(?:script|img)|javascript:|@octocat|https:\/\/evil|\]\(1\)/);
    }
  });
});
