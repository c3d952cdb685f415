import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseImageOf } from '../../src/model/base-image.ts';

const NAME = 'org.opencontainers.image.base.name';
const DIGEST = 'org.opencontainers.image.base.digest';
const digest = `sha256:${'a'.repeat(64)}`;

test("the manifest's annotations go before the labels, which are inherited", () => {
  const labels = { [NAME]: 'debian:12', [DIGEST]: digest };
  assert.deepEqual(baseImageOf({ [NAME]: 'node:20' }, labels), { name: 'node:20' });
  assert.deepEqual(baseImageOf(undefined, labels), { name: 'debian:12', digest });
  assert.deepEqual(baseImageOf({}, labels), { name: 'debian:12', digest });
});

test('what tells of no base, or of what is no digest, is none', () => {
  assert.equal(baseImageOf(undefined, {}), undefined);
  assert.equal(baseImageOf({ [NAME]: ' ', [DIGEST]: 'sha256:../x' }), undefined);
});
