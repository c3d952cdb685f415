import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupIn } from '../../src/advisories/lookup.ts';
import { advisory, affected, until } from '../support/advisories.ts';

const CURL = affected('curl', until('2'), { ecosystem: 'Debian:12' });
const VIM = affected('vim', until('2'), { ecosystem: 'Debian:12' });

function idsOf(...entries: Parameters<typeof lookupIn>[0]): readonly string[] {
  return lookupIn(entries)('Debian:12', 'curl').map(({ id }) => id);
}

test('advisories are found by ecosystem and name, in the order in which they were told', () => {
  const told = [
    advisory({ id: 'B', affected: [CURL, VIM] }),
    advisory({ id: 'A', affected: [CURL] }),
    advisory({ id: 'C', affected: [VIM] }),
  ];
  assert.deepEqual(idsOf({ advisories: told, isOsv: true }), ['B', 'A']);
  const find = lookupIn([{ advisories: told, isOsv: true }]);
  assert.deepEqual([find('Debian:11', 'curl'), find('Debian', '12\u001fcurl')], [[], []]);
});

test('an advisory with several entries for a package is found once', () => {
  for (const isOsv of [true, false]) {
    assert.deepEqual(idsOf({ advisories: [advisory({ id: 'A', affected: [CURL, CURL] })], isOsv }), ['A']);
  }
});

test('what OSV has in two folders is one advisory', () => {
  const one = { advisories: [advisory({ id: 'A', affected: [CURL] })], isOsv: true };
  assert.deepEqual(idsOf(one, { ...one, advisories: [advisory({ id: 'A', affected: [CURL] })] }), ['A']);
});

test('what two publishers say under one id is two advisories', () => {
  const advisories = [advisory({ id: 'A', affected: [CURL] })];
  assert.deepEqual(idsOf({ advisories, isOsv: true }, { advisories: [advisory({ id: 'A', affected: [CURL] })], isOsv: false }), [
    'A',
    'A',
  ]);
  assert.deepEqual(idsOf({ advisories, isOsv: false }, { advisories: [advisory({ id: 'A', affected: [CURL] })], isOsv: true }), [
    'A',
    'A',
  ]);
});
