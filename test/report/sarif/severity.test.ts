import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SEVERITIES, type Severity, severityOfScore } from '../../../src/model/severity.ts';
import { levelOf, securitySeverity } from '../../../src/report/sarif/severity.ts';

describe('security-severity', () => {
  const cases: readonly (readonly [Severity, number | undefined, string])[] = [
    ['critical', 9.8, '9.8'],
    ['critical', 10, '10.0'],
    ['critical', 9, '9.1'],
    ['critical', 8.96, '9.1'],
    ['critical', 7.5, '9.5'],
    ['critical', undefined, '9.5'],
    ['critical', 99, '9.5'],
    ['high', 8.9, '8.9'],
    ['high', 8.96, '8.0'],
    ['high', 9, '8.0'],
    ['high', Number.NaN, '8.0'],
    ['medium', 4, '4.0'],
    ['medium', 9.8, '5.5'],
    ['low', 0.1, '0.1'],
    ['low', 0, '2.0'],
    ['low', 0.04, '2.0'],
    ['low', -1, '2.0'],
    ['unknown', undefined, '2.0'],
    ['unknown', 0, '2.0'],
    ['unknown', 9.8, '2.0'],
  ];
  for (const [severity, score, expected] of cases) {
    test(`of ${severity} with ${score} is ${expected}`, () => {
      const rating = { severity, origin: 'cvss' as const, ...(score === undefined ? {} : { score }) };
      assert.equal(securitySeverity(rating), expected);
    });
  }

  test('is always in the band of the severity', () => {
    for (const severity of SEVERITIES) {
      for (let tenths = -1; tenths <= 110; tenths += 1) {
        const number = Number(securitySeverity({ severity, score: tenths / 10, origin: 'cvss' }));
        assert.equal(severityOfScore(number), severity === 'unknown' ? 'low' : severity);
      }
    }
  });
});

test('levels are GitHub’s', () => assert.deepEqual(SEVERITIES.map(levelOf), ['error', 'error', 'warning', 'note', 'note']));
