import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { TransientError } from '../../src/registry/attempt.ts';
import { Staleness } from '../../src/registry/staleness.ts';
import { fakeClock } from '../support/clock.ts';
import { blob } from '../support/images.ts';
import { failsWith, transferring } from '../support/transferring.ts';

const LOCATION = new URL('https://store.example/blob?X-Amz-Signature=hidden');
const OTHER = new URL('https://store.example/blob?X-Amz-Signature=other');

test('a location with less than half a second to live is exchanged for another, and that one is used however short its life', () => {
  const staleness = new Staleness();
  const clock = fakeClock();
  assert.throws(() => staleness.check(LOCATION, 499, clock), TransientError);
  staleness.check(OTHER, 499, clock);
  assert.throws(() => staleness.check(OTHER, 0, clock), TransientError);
});

test('half a second, or no deadline at all, are enough', () => {
  const staleness = new Staleness();
  staleness.check(LOCATION, 500, fakeClock());
  staleness.check(LOCATION, undefined, fakeClock());
});

test('what the storage called expired is not requested again, though its query says that it lives', () => {
  const staleness = new Staleness();
  staleness.died(LOCATION);
  assert.throws(() => staleness.check(LOCATION, 600_000, fakeClock()), TransientError);
  staleness.check(OTHER, 600_000, fakeClock());
});

test('no more than a hash of a location is remembered', () => {
  const staleness = new Staleness();
  staleness.died(LOCATION);
  assert.doesNotMatch(inspect(staleness, { depth: 5, showHidden: true }), /hidden|X-Amz/);
});

test('a registry that hands the same dead location out past every cache is told so, and its storage is never asked', async () => {
  await using place = await transferring(blob(randomBytes(100)), { store: { life: 600 } });
  const dead = place.store.sign('blobs/x', 601);
  place.store.sign = () => dead;
  await assert.rejects(place.run(), (error: Error) => {
    assert.doesNotMatch(inspect(error, { depth: 10 }), /X-Amz/);
    return failsWith('STORAGE_DENIED', /same expired location .* again and again/)(error);
  });
  assert.deepEqual(
    place.registry.requests.map(({ headers }) => headers['cache-control']),
    [undefined, 'no-cache', 'no-cache'],
  );
  assert.equal(place.store.requests.length, 0);
});
