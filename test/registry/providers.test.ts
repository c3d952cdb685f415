import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { fakeClock } from '../support/clock.ts';
import { blob } from '../support/images.ts';
import { type Provider, PROVIDERS, type Refusal } from '../support/providers.ts';
import { serve, reply } from '../support/server.ts';
import { failsWith, transferring } from '../support/transferring.ts';

const LIFE = 600;
const content = blob(randomBytes(10_000));

/** A storage of this kind, which answers its requests as it is told. */
async function storageOf(provider: Provider, answers: (count: number) => Refusal | undefined, ahead = 0) {
  const clock = fakeClock();
  let count = 0;
  const storage = await serve((_, response) => {
    count += 1;
    response.setHeader('date', new Date(clock.wall() + ahead).toUTCString());
    const refusal = answers(count);
    if (refusal === undefined) response.end(content.bytes);
    else reply(response, refusal.status, refusal.body, { ...refusal.headers });
  });
  const place = await transferring(content, { clock });
  let signed = 0;
  // The clock stands still; a serial number makes each location another one, as the passing of time does.
  place.store.sign = (key) => `${storage.origin}/${key}?${provider.query(clock.wall(), LIFE)}&serial=${(signed += 1)}`;
  return {
    ...place,
    count: () => count,
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}

for (const provider of PROVIDERS) {
  test(`${provider.name}: a location that expired is replaced, and the blob is right`, async () => {
    const ahead = provider.knownBy === 'time' ? LIFE * 1000 : 0;
    await using place = await storageOf(provider, (count) => (count === 1 ? provider.expired : undefined), ahead);
    assert.ok((await place.run()).equals(content.bytes));
    assert.equal(place.count(), 2);
    const { retries, urlsExpired } = place.meter.counters();
    assert.deepEqual([retries, urlsExpired], [1, provider.knownBy === 'nothing' ? 0 : 1]);
  });

  test(`${provider.name}: a denial ends in its own words, with nothing of the signature`, async () => {
    await using place = await storageOf(provider, () => provider.denied);
    await assert.rejects(place.run(), (error: Error) => {
      assert.doesNotMatch(inspect(error, { depth: 10 }), /hidden/);
      return failsWith('STORAGE_DENIED', provider.says)(error);
    });
    assert.ok(place.count() <= 5, `asked ${place.count()} times`);
  });

  test(`${provider.name}: a location that died while nobody used it is not requested`, async () => {
    await using place = await storageOf(provider, () => undefined);
    const { sign } = place.store;
    let signed = 0;
    place.store.sign = (key) => {
      signed += 1;
      const location = new URL(sign(key));
      if (signed === 1) location.search = provider.query(place.clock.wall() - 2 * LIFE * 1000, LIFE);
      return location.href;
    };
    assert.ok((await place.run()).equals(content.bytes));
    // Where an address tells nothing, it is used.
    assert.deepEqual([signed, place.count()], provider.knownBy === 'nothing' ? [1, 1] : [2, 1]);
  });
}

for (const [who, status, text, code] of [
  ['Cloudflare', 403, 'The owner used Cloudflare to restrict access', 'STORAGE_DENIED'],
  ['CloudFront', 403, 'The distribution is configured to block access from your country.', 'STORAGE_DENIED'],
  ['a law', 451, 'no', 'REGISTRY_REFUSED'],
  ['a proxy', 407, 'no', 'NETWORK'],
] as const) {
  test(`${who} that shuts everybody out is not asked twice`, async () => {
    const [provider] = PROVIDERS;
    assert.ok(provider !== undefined);
    await using place = await storageOf(provider, () => ({ status, body: `<html><body>${text}</body></html>` }));
    await assert.rejects(place.run(), failsWith(code));
    assert.equal(place.count(), 1);
  });
}
