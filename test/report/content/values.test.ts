import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cvss3, cvssVersion } from '../../../src/report/content/cvss.ts';
import { moment } from '../../../src/report/content/moment.ts';
import { prose } from '../../../src/report/content/prose.ts';
import { nameUuid } from '../../../src/report/content/uuid.ts';

describe('a vector of CVSS', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', '3.1'],
    ['CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:C/C:L/I:L/A:L/E:U/RL:O/RC:C/MAV:N', '3.0'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0'],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', '2.0'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N', undefined],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/', undefined],
    ['CVSS:3.1/AV:N:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', undefined],
    ['CVSS:3.1/AV:toString/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', undefined],
    ['CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', undefined],
    ['', undefined],
  ];
  for (const [vector, version] of cases)
    test(`"${vector}" is of ${version ?? 'none'}`, () => assert.equal(cvssVersion(vector), version));

  test('of version 3 is told in words', () => {
    assert.equal(cvss3('CVSS:3.1/AV:A/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H')?.metrics['attackVector'], 'ADJACENT_NETWORK');
  });
});

describe('a moment', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['2026-09-01T06:12:44Z', '2026-09-01T06:12:44Z'],
    ['2026-09-01t06:12:44.987654321z', '2026-09-01T06:12:44Z'],
    ['2026-09-01T00:12:44+02:00', '2026-08-31T22:12:44Z'],
    ['9999-12-31T23:59:59-23:59', undefined],
    ['0000-01-01T00:00:00+23:59', undefined],
    ['2026-09-01', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['', undefined],
  ];
  for (const [text, told] of cases) test(`"${text}" is ${told ?? 'none'}`, () => assert.equal(moment(text), told));
});

test('prose keeps its lines, and nothing that acts on what shows it', () => {
  assert.equal(prose('\r\na\tb \r\n\rc\u001b[31m\u202e\ud800\n\n', 100), 'a b\n\nc\ufffd[31m\ufffd\ufffd');
  assert.equal(prose('a'.repeat(50), 10), `${'a'.repeat(9)}…`);
});

test('a UUID is of version 5, the same for the same name, and no two names share one', () => {
  assert.match(nameUuid(['a']), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(nameUuid(['a', 'b']), nameUuid(['a', 'b']));
  const names = [['a', 'b'], ['a,b'], ['ab'], ['a', '', 'b'], ['\ud800'], ['\ud801'], ['\ufffd']];
  assert.equal(new Set(names.map(nameUuid)).size, names.length);
});
