import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModifiedIds } from '../../../src/advisories/database/modified-ids.ts';

test('a list of changes is read line by line, whatever ends its lines', () => {
  const text = '2026-01-14T10:00:00.123456Z,openSUSE-SU-2024:0001-1\r\n\n2026-01-13T00:00:00Z,GHSA-aaaa-bbbb-cccc';
  assert.deepEqual(
    [...readModifiedIds(text)],
    [
      { id: 'openSUSE-SU-2024:0001-1', modified: Date.UTC(2026, 0, 14, 10, 0, 0, 123) },
      { id: 'GHSA-aaaa-bbbb-cccc', modified: Date.UTC(2026, 0, 13) },
    ],
  );
  assert.deepEqual([...readModifiedIds('')], []);
});

test('a line that is none, or whose id would lead elsewhere, is an error that names it', () => {
  const time = '2026-01-14T10:00:00Z';
  const lines = ['<html>', time, `${time},`, `${time},../x`, `${time},..`, `${time},a?b`, `${time},a b`, 'today,A', `,A`];
  for (const line of [...lines, `${time},${'A'.repeat(201)}`]) {
    assert.throws(() => [...readModifiedIds(`${time},A\n${line}\n`)], /^Error: line 2 is no time and id: "/);
  }
});
