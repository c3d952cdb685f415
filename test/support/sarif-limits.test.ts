import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { sarif } from '../../src/report/sarif.ts';
import { aFinding, aPackage, aReport, aVulnerability, opensslFindings } from './reports.ts';
import { limitViolations } from './sarif-limits.ts';
import { schemaViolations } from './sarif-schema.ts';

/** A good file as data without a type, to be damaged: `at(log, 'runs.0.results')`. */
type Json = Record<string, unknown>;

function goodFile(): Json {
  const other = aFinding(aVulnerability('CVE-2025-1'), aPackage('zlib1g'));
  return JSON.parse(sarif.render(aReport({ findings: [...opensslFindings(), other] }))) as Json;
}

function at(from: Json, path: string): Json {
  return path.split('.').reduce((value, key) => value[key] as Json, from);
}

function set(path: string, field: string, value: unknown): (log: Json) => void {
  return (log) => {
    at(log, path)[field] = value;
  };
}

function drop(path: string, field: string): (log: Json) => void {
  return (log) => Reflect.deleteProperty(at(log, path), field);
}

function repeat(path: string, times: number): (log: Json) => void {
  return (log) => {
    const list = at(log, path) as unknown as Json[];
    list.push(...Array.from({ length: times }, () => list[0] ?? {}));
  };
}

const RULE = 'runs.0.tool.driver.rules.0';
const RESULT = 'runs.0.results.0';
const LOCATION = `${RESULT}.locations.0.physicalLocation`;
const noise = randomBytes(11_000_000).toString('base64');

const damages: readonly (readonly [string, (log: Json) => void, RegExp])[] = [
  ['a rule twice', repeat('runs.0.tool.driver.rules', 1), /duplicate item/],
  [
    'eleven tags',
    set(
      `${RULE}.properties`,
      'tags',
      Array.from({ length: 11 }, (_, index) => `t${index}`),
    ),
    /tags/,
  ],
  ['a description that is too long', set(`${RULE}.fullDescription`, 'text', 'x'.repeat(1025)), /longer than 1024/],
  ['an empty description', set(`${RULE}.shortDescription`, 'text', ''), /shortDescription has no text/],
  ['no help', drop(RULE, 'help'), /help has no text/],
  ['severity 0.0', set(`${RULE}.properties`, 'security-severity', '0.0'), /hides/],
  ['severity 9.0', set(`${RULE}.properties`, 'security-severity', '9.0'), /no band/],
  ['severity undefined', set(`${RULE}.properties`, 'security-severity', 'undefined'), /not a number/],
  ['severity NaN', set(`${RULE}.properties`, 'security-severity', 'NaN'), /not a number/],
  ['severity 11', set(`${RULE}.properties`, 'security-severity', '11.0'), /not a number/],
  ['severity null', set(`${RULE}.properties`, 'security-severity', null), /not a string/],
  ['a severity that is no string', set(`${RULE}.properties`, 'security-severity', 7.5), /not a string/],
  ['a precision of its own', set(`${RULE}.properties`, 'precision', 'total'), /precision/],
  ['a level of its own', set(`${RULE}.defaultConfiguration`, 'level', 'none'), /level/],
  ['a rule without a name', set(RULE, 'id', ''), /id is empty/],
  ['a rule without a result', drop('runs.0.results', '0'), /ruleIndex|has no result/],
  ['a ruleIndex that leads elsewhere', set(RESULT, 'ruleIndex', 1), /ruleIndex/],
  ['an empty message', set(`${RESULT}.message`, 'text', ''), /message has no text/],
  ['a message that is too long', set(`${RESULT}.message`, 'text', 'x'.repeat(1025)), /longer/],
  ['no location', set(RESULT, 'locations', []), /0 locations/],
  ['two locations', repeat(`${RESULT}.locations`, 1), /2 locations/],
  [
    '101 related locations',
    set(
      RESULT,
      'relatedLocations',
      Array.from({ length: 101 }, () => ({})),
    ),
    /101 related/,
  ],
  ['no region', drop(LOCATION, 'region'), /region\.endColumn is missing/],
  ['three region numbers', drop(`${LOCATION}.region`, 'endLine'), /region\.endLine is missing/],
  ['a colon in the uri', set(`${LOCATION}.artifactLocation`, 'uri', 'debian:9/x'), /colon/],
  ['an absolute uri', set(`${LOCATION}.artifactLocation`, 'uri', '/var/lib'), /absolute/],
  ['a file uri', set(`${LOCATION}.artifactLocation`, 'uri', 'file:///var/lib'), /colon/],
  ['an empty uri', set(`${LOCATION}.artifactLocation`, 'uri', ''), /uri is empty/],
  ['a raw blank in the uri', set(`${LOCATION}.artifactLocation`, 'uri', 'a b'), /not encoded/],
  ['a uri that climbs', set(`${LOCATION}.artifactLocation`, 'uri', 'a/../../b'), /dotted/],
  ['no fingerprint', drop(RESULT, 'partialFingerprints'), /not a fingerprint/],
  ['a fingerprint that is null', set(`${RESULT}.partialFingerprints`, 'primaryLocationLineHash', null), /not a fingerprint/],
  ['two equal results', repeat('runs.0.results', 1), /two results with the identity/],
  ['more than 5,000 results', repeat('runs.0.results', 5000), /5002 results/],
  ['two runs', repeat('runs', 1), /2 runs/],
  ['no run', set('runs', 'length', 0), /0 runs/],
  ['a category without its slash', set('runs.0.automationDetails', 'id', 'container-scan/x'), /slash/],
  ['no category', drop('runs.0', 'automationDetails'), /slash/],
  ['a digest in the category', set('runs.0.automationDetails', 'id', 'c/x@sha256:00/'), /digest/],
  ['a nameless tool', set('runs.0.tool.driver', 'name', ''), /name is empty/],
  ['10 MB of gzip', set(RESULT, 'properties', { noise }), /10 MB/],
];

describe('the checker of GitHub’s limits', () => {
  test('takes a good file', () => assert.deepEqual(limitViolations(JSON.stringify(goodFile())), []));

  for (const [name, damage, expected] of damages) {
    test(`refuses ${name}`, () => {
      const log = goodFile();
      damage(log);
      assert.match(limitViolations(JSON.stringify(log)).join('\n'), expected);
    });
  }

  test('refuses another version and another schema', () => {
    const log = { ...goodFile(), version: '2.0.0', $schema: 'http://json.schemastore.org/sarif-2.1.0-rtm.4' };
    assert.match(limitViolations(JSON.stringify(log)).join('\n'), /version is not[^]*\$schema is not/);
  });
});

describe('the SARIF schema', () => {
  const refused: readonly (readonly [string, (log: Json) => void])[] = [
    ['a rule twice', repeat('runs.0.tool.driver.rules', 1)],
    ['a fingerprint that is null', set(`${RESULT}.partialFingerprints`, 'primaryLocationLineHash', null)],
    ['a field that SARIF does not have', set(RESULT, 'colour', 'red')],
    ['a time that is none', set('runs.0.invocations.0', 'endTimeUtc', 'yesterday')],
  ];
  for (const [name, damage] of refused) {
    test(`refuses ${name}`, () => {
      const log = goodFile();
      assert.deepEqual(schemaViolations(JSON.stringify(log)), []);
      damage(log);
      assert.notDeepEqual(schemaViolations(JSON.stringify(log)), []);
    });
  }
});
