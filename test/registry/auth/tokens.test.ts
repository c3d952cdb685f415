import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from 'undici';
import type { Login } from '../../../src/registry/credentials/login.ts';
import { createTokens } from '../../../src/registry/auth/tokens.ts';
import { createTransport } from '../../../src/registry/transport.ts';
import { fakeClock } from '../../support/clock.ts';
import { startTokenService, type TokenAsk, type TokenReply } from '../../support/token-service.ts';

const ADA = { username: 'ada', password: 'one' };

async function stage(answer?: (ask: TokenAsk) => TokenReply) {
  const service = await startTokenService(answer);
  const dispatcher = new Agent();
  const clock = fakeClock();
  const tokens = createTokens({ registry: 'reg.example', get: createTransport(dispatcher), clock, onSecret: () => undefined });
  const obtain = async (login?: Login, scopes: readonly string[] = ['a', 'b'], path = '/token', name = 's') => {
    const target = { realm: new URL(path, service.origin), service: name, scopes };
    return (await tokens.obtain(target, login, new AbortController().signal))?.value;
  };
  return {
    service,
    clock,
    tokens,
    obtain,
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy();
      await service[Symbol.asyncDispose]();
    },
  };
}

test('a token is kept for the same service, scopes in any order, and login', async () => {
  await using place = await stage();
  assert.equal(await place.obtain(ADA), 'token-1');
  assert.equal(await place.obtain({ ...ADA, source: 'elsewhere' }, ['b', 'a']), 'token-1');
  assert.equal(await place.obtain({ ...ADA, password: 'two' }), 'token-2');
  assert.equal(await place.obtain({ identityToken: 'one', username: 'ada' }), 'token-3');
  assert.equal(await place.obtain(), 'token-4');
  assert.equal(await place.obtain(ADA, ['a']), 'token-5');
  assert.equal(await place.obtain(ADA, ['a', 'b'], '/other'), 'token-6');
  assert.equal(await place.obtain(ADA, ['a', 'b'], '/token', 't'), 'token-7');
  assert.equal(await place.obtain(ADA), 'token-1');
});

test('a token is replaced before it dies', async () => {
  await using place = await stage();
  await place.obtain();
  place.clock.advance(269_999);
  assert.equal(await place.obtain(), 'token-1');
  place.clock.advance(1);
  assert.equal(await place.obtain(), 'token-2');
});

test('a token that is dropped is not used again', async () => {
  await using place = await stage();
  await place.obtain();
  place.tokens.drop('token-1');
  assert.equal(await place.obtain(), 'token-2');
});

test('a refusal and a failure are not kept', async () => {
  await using place = await stage(({ count }) => ({ status: [401, 418][count] ?? 200, body: { token: 'late' } }));
  assert.equal(await place.obtain(ADA), undefined);
  await assert.rejects(place.obtain(ADA), { code: 'REGISTRY_REFUSED' });
  assert.equal(await place.obtain(ADA), 'late');
});

test('a refresh token is used for the next one, by the same login only', async () => {
  await using place = await stage(({ count }) => ({ body: { token: `t${count}`, refresh_token: `r${count}` } }));
  const refreshTokens = () => place.service.asks.map(({ form }) => form.get('refresh_token'));
  await place.obtain(ADA);
  await place.obtain(ADA, ['c']);
  await place.obtain({ ...ADA, password: 'two' }, ['c']);
  assert.deepEqual(refreshTokens(), [null, 'r0', null]);
});
