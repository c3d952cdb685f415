import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Agent } from 'undici';
import type { Login } from '../../../src/registry/credentials/login.ts';
import { requestToken } from '../../../src/registry/auth/token.ts';
import { createTransport } from '../../../src/registry/transport.ts';
import { fakeClock } from '../../support/clock.ts';
import { serve } from '../../support/server.ts';
import { grant, startTokenService, type TokenAsk, type TokenReply, type TokenService } from '../../support/token-service.ts';

const ADA = { username: 'ada', password: 'pass:word&more' };
const IDENTITY = { identityToken: 'identity-1' };

async function stage(answer?: (ask: TokenAsk) => TokenReply | undefined, registry = 'reg.example') {
  const service = await startTokenService(answer);
  const dispatcher = new Agent();
  const secrets: string[] = [];
  const clock = fakeClock();
  const options = {
    registry,
    get: createTransport(dispatcher),
    clock,
    onSecret: (secret: string) => void secrets.push(secret),
    signal: new AbortController().signal,
  };
  const ask = async (login?: Login, more: { readonly refreshToken?: string; readonly path?: string } = {}) =>
    await requestToken(
      {
        realm: new URL(more.path ?? '/token?keep=1', service.origin),
        service: 'reg',
        scopes: ['repository:b:pull', 'repository:a:pull'],
      },
      { login, refreshToken: more.refreshToken, tellsAccount: registry === 'docker.io' },
      options,
    );
  return {
    service,
    clock,
    secrets,
    ask,
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy();
      await service[Symbol.asyncDispose]();
    },
  };
}

const methods = ({ asks }: TokenService) => asks.map(({ method }) => method);
const isDenied = ({ basic, form }: TokenAsk): boolean => basic !== undefined || form.size > 0;

test("a token is asked for with the realm's own query, the service, and one parameter for each scope", async () => {
  await using place = await stage();
  assert.equal((await place.ask())?.value, 'token-1');
  const [asked] = place.service.asks;
  assert.equal(asked?.query.toString(), 'keep=1&service=reg&scope=repository%3Ab%3Apull&scope=repository%3Aa%3Apull');
  assert.equal(asked?.basic, undefined);
});

test('a password goes by GET, in the header and not in the address', async () => {
  await using place = await stage();
  await place.ask(ADA);
  const [asked] = place.service.asks;
  assert.equal(asked?.basic, 'ada:pass:word&more');
  assert.equal(asked?.query.has('account'), false);
  assert.deepEqual(methods(place.service), ['GET']);
});

test('Docker Hub is told the account, where there is one', async () => {
  await using place = await stage(undefined, 'docker.io');
  await place.ask(ADA);
  await place.ask();
  assert.deepEqual(
    place.service.asks.map(({ query }) => query.get('account')),
    ['ada', null],
  );
});

for (const status of [404, 405]) {
  test(`a password goes by POST where GET is answered with ${status}`, async () => {
    await using place = await stage(({ method, count }) => (method === 'GET' ? { status } : grant(count)));
    assert.equal((await place.ask(ADA))?.value, 'token-2');
    assert.equal(
      place.service.asks[1]?.form.toString(),
      'grant_type=password&username=ada&password=pass%3Aword%26more&client_id=hullcheck&service=reg&scope=repository%3Ab%3Apull+repository%3Aa%3Apull',
    );
  });
}

for (const status of [400, 401, 403]) {
  test(`a password that GET refuses with ${status} is not shown a second time`, async () => {
    await using place = await stage((ask) => (isDenied(ask) ? { status } : grant(0)));
    assert.equal(await place.ask(ADA), undefined);
    assert.deepEqual(methods(place.service), ['GET']);
  });
}

test('an identity token goes by POST', async () => {
  await using place = await stage();
  assert.equal((await place.ask(IDENTITY))?.value, 'token-1');
  const form = place.service.asks[0]?.form;
  assert.deepEqual(
    [form?.get('grant_type'), form?.get('refresh_token'), form?.get('client_id')],
    ['refresh_token', 'identity-1', 'hullcheck'],
  );
});

for (const status of [400, 401, 404, 405]) {
  test(`an identity token goes by GET where POST is answered with ${status}`, async () => {
    await using place = await stage(({ method, count }) => (method === 'POST' ? { status } : grant(count)));
    assert.equal((await place.ask({ ...IDENTITY, username: '0000' }))?.value, 'token-2');
    assert.equal((await place.ask(IDENTITY))?.value, 'token-4');
    assert.deepEqual(
      place.service.asks.map(({ basic }) => basic),
      [undefined, '0000:identity-1', undefined, '<token>:identity-1'],
    );
  });
}

test('a refresh token goes first, and the password only where that is refused', async () => {
  await using place = await stage(({ form, count }) => (form.get('refresh_token') === 'stale' ? { status: 403 } : grant(count)));
  assert.equal((await place.ask(ADA, { refreshToken: 'good' }))?.refreshToken, 'good');
  assert.deepEqual(methods(place.service), ['POST']);
  assert.equal((await place.ask(ADA, { refreshToken: 'stale' }))?.refreshToken, undefined);
  assert.deepEqual(methods(place.service), ['POST', 'POST', 'GET']);
});

test('access_token is taken before token, and every secret is told', async () => {
  await using place = await stage(() => ({ body: { token: 'one', access_token: 'two', refresh_token: 'three' } }));
  const token = await place.ask();
  assert.deepEqual([token?.value, token?.refreshToken], ['two', 'three']);
  assert.deepEqual(place.secrets, ['two', 'three']);
});

const lives: readonly (readonly [what: string, told: object, milliseconds: number])[] = [
  ['a minute where nothing is told', {}, 54_000],
  ['a tenth less than it says', { expires_in: 100 }, 90_000],
  ['at most half a minute less', { expires_in: 3600 }, 3_570_000],
  ['as short as it says', { expires_in: 10 }, 9_000],
  ['what is written as a text', { expires_in: '100' }, 90_000],
  ['a minute where nonsense is told', { expires_in: -5 }, 54_000],
  ['from its receipt, whenever it was issued', { expires_in: 100, issued_at: '1999-01-01T00:00:00Z' }, 90_000],
];
for (const [what, told, milliseconds] of lives) {
  test(`a token lives ${what}`, async () => {
    await using place = await stage(() => ({ body: { token: 't', ...told } }));
    place.clock.advance(1000);
    assert.equal((await place.ask())?.until, 1000 + milliseconds);
  });
}

test('a service that is busy is asked again, after the time that it asks for', async () => {
  await using place = await stage(({ count }) =>
    count < 2 ? { status: [503, 429][count] ?? 0, headers: { 'retry-after': '3' } } : grant(count),
  );
  assert.equal((await place.ask(ADA))?.value, 'token-3');
  assert.deepEqual(place.clock.sleeps, [3000, 3000]);
});

test('a service that does not answer is given up after fifteen seconds, and asked again', async () => {
  await using place = await stage(({ count }) => {
    if (count > 0) return grant(count);
    place.clock.advance(15_000);
    return undefined;
  });
  assert.equal((await place.ask())?.value, 'token-2');
});

test('a service that never ends its answer is given up as well', async () => {
  await using place = await stage(({ count, response }) => {
    response.writeHead(200);
    response.write('{"token":');
    setImmediate(() => place.clock.advance(15_000));
    return count < 9 ? undefined : {};
  });
  await assert.rejects(place.ask(), { code: 'NETWORK' });
  assert.equal(place.service.asks.length, 5);
});

test('an endless answer is not read to its end', async () => {
  await using place = await stage(() => ({ body: `{"token":"${'x'.repeat(200_000)}"}` }));
  await assert.rejects(place.ask(), { code: 'LIMIT_EXCEEDED' });
});

for (const body of ['', '[]', '{"token":""}', '{"token":"a\\r\\nhost: evil"}', '{"token":"käse"}', '{"token":7}']) {
  test(`what is not a token is not taken for one: ${body}`, async () => {
    await using place = await stage(() => ({ body }));
    await assert.rejects(place.ask(), { code: 'REGISTRY_REFUSED' });
  });
}

for (const login of [ADA, IDENTITY]) {
  test(`a redirect is not followed with ${'password' in login ? 'a password' : 'an identity token'}`, async () => {
    await using elsewhere = await startTokenService();
    await using place = await stage(() => ({ status: 307, headers: { location: `${elsewhere.origin}/token` } }));
    await assert.rejects(place.ask(login), { code: 'REGISTRY_REFUSED' });
    assert.equal(elsewhere.asks.length, 0);
  });
}

test('a redirect is followed where nothing secret is sent, and not for ever', async () => {
  await using place = await stage(({ count }) => (count === 0 ? { status: 302, headers: { location: '/other' } } : grant(count)));
  assert.equal((await place.ask())?.value, 'token-2');
  await using endless = await stage(() => ({ status: 302, headers: { location: '/again' } }));
  await assert.rejects(endless.ask(), { code: 'REGISTRY_REFUSED' });
  assert.equal(endless.service.asks.length, 6);
});

test('a redirect into our own network is not followed', async () => {
  await using place = await stage(() => ({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } }));
  await assert.rejects(place.ask(), /inside of this network/);
});

test('what a service says to someone who showed a secret is not repeated', async () => {
  for (const status of [400, 404, 500, 418]) {
    await using place = await stage((ask) => ({ status, body: JSON.stringify({ message: ask.basic ?? ask.form.toString() }) }));
    for (const login of [ADA, IDENTITY]) {
      const error = await place.ask(login).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.doesNotMatch(inspect(error, { depth: 20 }), /pass:word|pass%3A|identity-1|YWRhOnBh/);
    }
  }
});

test('what a service says to nobody in particular is repeated', async () => {
  await using place = await stage(() => ({
    status: 404,
    body: '{"errors":[{"code":"NAME_UNKNOWN","message":"no such place"}]}',
  }));
  await assert.rejects(place.ask(), /answered 404 .*NAME_UNKNOWN, no such place/);
});

test('an anonymous request that is refused brings nothing', async () => {
  await using place = await stage(() => ({ status: 401 }));
  assert.equal(await place.ask(), undefined);
});

test('no connection is an error that holds no secret', async () => {
  const gone = await serve(() => undefined);
  await gone[Symbol.asyncDispose]();
  await using place = await stage();
  const error = await place.ask(ADA, { path: `${gone.origin}/token` }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.match(inspect(error, { depth: 20 }), /connection refused/);
  assert.doesNotMatch(inspect(error, { depth: 20 }), /pass:word|YWRhOnBh/);
});
