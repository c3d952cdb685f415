import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Companions } from '../../src/layer/companions.ts';
import { lineReader } from '../support/layers.ts';

const MEGABYTE = 1024 * 1024;
const paired = { ...lineReader, places: ['db'], companions: (path: string) => [`${path}-log`] };

test('a companion is kept if it is no larger than what its reader reads', () => {
  const companions = new Companions([paired]);
  assert.deepEqual([companions.expects('db-log'), companions.expects('x/db-log')], [true, false]);
  assert.ok(companions.holds('db-log', lineReader.largest, false));
  assert.ok(!companions.holds('db-log', lineReader.largest + 1, false));
  assert.deepEqual(companions.waitingFor('x/db', [paired, lineReader]), [paired]);
  assert.ok(companions.expects('x/db-log'));
});

test('files that belong together are kept up to a bound', () => {
  const companions = new Companions([paired]);
  for (let count = 0; count < 4; count += 1) assert.ok(companions.holds('db', 128 * MEGABYTE, true));
  assert.throws(() => companions.holds('db', 1, true), /^Error: more than 536870912 bytes of files that belong together/);
});

test('files that may belong to others are kept up to a bound, and only where there are others', () => {
  const companions = new Companions([paired]);
  assert.ok(companions.keeps(64 * MEGABYTE, [paired]));
  assert.ok(!companions.keeps(1, [paired]));
  assert.ok(!new Companions([paired]).keeps(1, [lineReader]));
  assert.ok(!new Companions([lineReader]).keeps(1, [paired]));
});
