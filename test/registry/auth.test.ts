import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createAuthorizer } from '../../src/registry/auth.ts';
import { findCredentials } from '../../src/registry/credentials.ts';
import type { Login } from '../../src/registry/credentials/login.ts';
import { answerOf } from '../support/answer.ts';
import { fakeClock } from '../support/clock.ts';
import { fetching } from '../support/fetching.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeImageOf } from '../support/images.ts';
import { startRegistry } from '../support/registry.ts';
import { reply } from '../support/server.ts';
import { grant, startTokenService, type TokenAsk, type TokenReply, type TokenService } from '../support/token-service.ts';

const image = makeImageOf([[{ path: 'a', body: 'b' }]]);
const ADA = { username: 'ada', password: 'hidden' };
const EVE = { username: 'eve', password: 'guess' };
const EXPIRED = '{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate and try again."}]}';

/** How the registry answers a request that is not let through; undefined lets it through. */
type Verdict = { readonly status: number; readonly body?: string; readonly challenge?: string } | undefined;

interface Staging {
  readonly answer?: (ask: TokenAsk) => TokenReply;
  /** `token` is what the request bears; `count` tells how many requests came before. */
  readonly judge: (token: string | undefined, count: number, service: TokenService) => Verdict;
  readonly login?: () => Promise<Login | undefined>;
}

async function stage({ answer, judge, login = () => Promise.resolve(undefined) }: Staging) {
  const service = await startTokenService(answer);
  const seen: (string | undefined)[] = [];
  const registry = await startRegistry({
    intercept: ({ headers: { authorization } }, response) => {
      const verdict = judge(authorization?.replace(/^(?:Bearer|Basic) /, ''), seen.length, service);
      seen.push(authorization);
      if (verdict === undefined) return false;
      const { status, body = '{}', challenge } = verdict;
      reply(response, status, body, challenge === undefined ? {} : { 'www-authenticate': challenge });
      return true;
    },
  });
  registry.push(image, 'v1');
  const fetch = fetching(registry.host, { credentials: login });
  return {
    ...fetch,
    service,
    seen,
    pull: async () => (await fetch.client.ref({ digest: image.manifest.digest }, fetch.signal)).digest,
    async [Symbol.asyncDispose]() {
      await fetch[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

const bearer = ({ origin }: { readonly origin: string }, more = ''): Verdict => ({
  status: 401,
  challenge: `Bearer realm="${origin}/token",service="s"${more}`,
});
const ask =
  (...good: readonly string[]): Staging['judge'] =>
  (token, _, service) =>
    good.includes(token ?? '') ? undefined : bearer(service);
const as = (login: Login) => () => Promise.resolve(login);
const basicOf = ({ asks }: TokenService) => asks.map(({ basic }) => basic);
const failure = async (work: Promise<unknown>): Promise<Error & { code?: string }> =>
  await work.then(
    () => assert.fail('it passed'),
    (error: Error) => error,
  );

test('a token that is about to die is replaced before the next request, without a refusal', async () => {
  await using place = await stage({ judge: ask('token-1', 'token-2') });
  await place.pull();
  place.clock.advance(270_000);
  await place.pull();
  assert.deepEqual(place.seen, [undefined, 'Bearer token-1', 'Bearer token-2']);
});

test('a token that dies at every third request is replaced as often as it takes', async () => {
  const uses = new Map<string, number>();
  await using place = await stage({
    judge: (token, _, service) => {
      const used = (uses.get(token ?? '') ?? 0) + 1;
      uses.set(token ?? '', used);
      return token === undefined || used > 3 ? bearer(service) : undefined;
    },
  });
  for (let count = 0; count < 30; count += 1) await place.pull();
  assert.equal(place.service.asks.length, 10);
});

test('many requests that are refused at once share one new token, also those that are refused late', async () => {
  let dead = false;
  await using place = await stage({
    judge: (token, _, service) => (token === undefined || (dead && token === 'token-1') ? bearer(service) : undefined),
  });
  await place.pull();
  dead = true;
  await Promise.all(Array.from({ length: 8 }, place.pull));
  assert.equal(place.service.asks.length, 2);
});

test('a request that is refused late takes the token that another one got meanwhile, and that counts for nothing', async () => {
  let count = 0;
  const signal = new AbortController().signal;
  const authorizer = createAuthorizer({
    registry: 'reg.example',
    repository: 'app',
    credentials: () => Promise.resolve(undefined),
    get: (url) => Promise.resolve(answerOf(url, 200, { body: `{"token":"token-${(count += 1)}"}` })),
    clock: fakeClock(),
    onSecret: () => undefined,
    onNotice: assert.fail,
  });
  const refuse = async (header: string | undefined, renewals = 0) => {
    const refusal = answerOf('https://reg.example/v2/', 401, { headers: { 'www-authenticate': 'Bearer realm="/token"' } });
    return await authorizer.settle(refusal, { header, renewals, signal });
  };
  assert.deepEqual(await refuse(undefined), { kind: 'again', renewals: 1 });
  assert.deepEqual(await refuse('Bearer token-1'), { kind: 'again', renewals: 1 });
  assert.deepEqual(await refuse('Bearer token-1', 2), { kind: 'again', renewals: 0 });
  assert.deepEqual(await refuse(undefined), { kind: 'again', renewals: 0 });
  assert.equal(await authorizer.header(signal), 'Bearer token-2');
  assert.equal(count, 2);
});

test('another scope is asked for together with the first one, and before it', async () => {
  await using place = await stage({
    judge: (token, _, service) => {
      if (token === undefined) return bearer(service, ',scope="repository:app:pull"');
      return token === 'token-1' ? bearer(service, ',error="insufficient_scope",scope="repository:base:pull"') : undefined;
    },
  });
  await place.pull();
  assert.deepEqual(
    place.service.asks.map(({ query }) => query.getAll('scope')),
    [['repository:app:pull'], ['repository:base:pull', 'repository:app:pull']],
  );
});

test('a registry that refuses every token is given up after two renewals', async () => {
  await using place = await stage({ judge: ask() });
  assert.equal((await failure(place.pull())).code, 'UNAUTHORIZED');
  assert.equal(place.service.asks.length, 2);
});

test('a registry token is sent as it is', async () => {
  await using place = await stage({ judge: ask('given'), login: as({ registryToken: 'given' }) });
  await place.pull();
  assert.equal(place.service.asks.length, 0);
  assert.ok(place.secrets.includes('given'));
});

test('a line break in a credential is refused before anything is sent', async () => {
  await using place = await stage({ judge: ask(), login: as({ registryToken: 'a\r\nx: y' }) });
  assert.equal((await failure(place.pull())).code, 'USAGE');
  assert.deepEqual(place.seen, [undefined]);
});

test('every secret is told: of the login, in the form in which it is sent, and the token', async () => {
  await using place = await stage({ judge: ask('token-1'), login: as(ADA) });
  await place.pull();
  for (const secret of ['hidden', 'ada:hidden', Buffer.from('ada:hidden').toString('base64'), 'token-1']) {
    assert.ok(place.secrets.includes(secret), secret);
  }
});

// https://github.com/gitpod-io/gitpod/issues/11454
test('gitpod#11454: a password that is changed during the scan is read again', async () => {
  await using folder = await temporaryFolder();
  const write = async (password: string) =>
    await writeFile(
      join(folder.path, 'config.json'),
      JSON.stringify({ auths: { 'reg.example': { auth: Buffer.from(`ada:${password}`).toString('base64') } } }),
    );
  let current = 'before';
  await using place = await stage({
    answer: ({ basic, count }) => (basic === `ada:${current}` ? grant(count) : { status: 401 }),
    judge: (token, _, service) => (token === (current === 'before' ? 'token-1' : 'token-2') ? undefined : bearer(service)),
    login: async () =>
      await findCredentials('reg.example', 'app', {
        dockerConfigDir: folder.path,
        environment: {},
        clock: fakeClock(),
        signal: new AbortController().signal,
        onNotice: assert.fail,
      }),
  });
  await write('before');
  await place.pull();
  current = 'after';
  await write('after');
  await place.pull();
  assert.deepEqual(basicOf(place.service), ['ada:before', 'ada:after']);
});

// https://github.com/awslabs/soci-snapshotter/issues/1148
test('soci-snapshotter#1148: a 403 that says the token has expired is answered with a new one', async () => {
  const passwords = ['old', 'new'];
  const header = (password: string) => Buffer.from(`AWS:${password}`).toString('base64');
  let expired = false;
  await using place = await stage({
    judge: (token) => {
      if (token === undefined) return { status: 401, challenge: 'Basic realm="ecr"' };
      return expired && token === header('old') ? { status: 403, body: EXPIRED } : undefined;
    },
    login: () => Promise.resolve({ username: 'AWS', password: passwords[expired ? 1 : 0] ?? '' }),
  });
  await place.pull();
  expired = true;
  await place.pull();
  assert.deepEqual(place.seen.slice(1), [`Basic ${header('old')}`, `Basic ${header('old')}`, `Basic ${header('new')}`]);
});

// https://github.com/aws/containers-roadmap/issues/2835
test('containers-roadmap#2835: a 400 without a challenge is answered with a new token', async () => {
  let expired = false;
  await using place = await stage({
    judge: (token, _, service) => {
      if (token === undefined) return bearer(service);
      return expired && token === 'token-1' ? { status: 400 } : undefined;
    },
  });
  await place.pull();
  expired = true;
  await place.pull();
  assert.deepEqual(place.seen.slice(1), ['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
});

test('a 400 that stays is handed on with what it says, after no more than two renewals', async () => {
  await using place = await stage({
    judge: (token, _, service) =>
      token === undefined ? bearer(service) : { status: 400, body: '{"errors":[{"code":"SIZE_INVALID"}]}' },
  });
  assert.match((await failure(place.pull())).message, /400 .*SIZE_INVALID/);
  assert.equal(place.service.asks.length, 2);
});

const answersAnonymous = ({ basic, count }: TokenAsk): TokenReply => (basic === undefined ? grant(count) : { status: 401 });

for (const status of [401, 403]) {
  test(`stale credentials do not hide a public image: the token service says ${status}`, async () => {
    await using place = await stage({
      judge: ask('token-2'),
      answer: ({ basic, count }) => (basic === undefined ? grant(count) : { status }),
      login: as({ ...ADA, source: 'config.json' }),
    });
    await place.pull();
    await place.pull();
    assert.deepEqual(basicOf(place.service), ['ada:hidden', undefined]);
    assert.equal(place.notices.length, 1);
    assert.match(place.notices[0] ?? '', /does not accept the credentials of config\.json: trying without any/);
  });

  test(`stale credentials do not hide a public image: the registry says ${status} to their token`, async () => {
    await using place = await stage({
      answer: ({ basic, count }) => ({ body: { token: basic === undefined ? 'public' : `ada-${count}` } }),
      judge: (token, _, service) => (token === undefined ? bearer(service) : token === 'public' ? undefined : { status }),
      login: as(ADA),
    });
    await place.pull();
    assert.equal(basicOf(place.service).at(-1), undefined);
    assert.equal(place.notices.length, 1);
  });
}

test('credentials that are refused are the error when the image is not public either', async () => {
  for (const answer of [() => ({ status: 401 }), answersAnonymous]) {
    await using place = await stage({ answer, judge: ask(), login: as(ADA) });
    const error = await failure(place.pull());
    assert.equal(error.code, 'UNAUTHORIZED');
    assert.match(error.message, /does not accept the given credentials/);
    assert.equal(basicOf(place.service).filter((basic) => basic !== undefined).length, 1);
    assert.doesNotMatch(inspect(error, { depth: 20 }), /hidden|aGlkZGVu|token-/);
  }
});

test('credentials that are refused with a 403 are the error when nobody else is let in either', async () => {
  await using place = await stage({
    judge: (token, _, service) => (token === undefined ? bearer(service) : { status: 403 }),
    login: as({ ...ADA, source: 'config.json' }),
  });
  assert.match((await failure(place.pull())).message, /does not accept the credentials of config\.json/);
});

test('credentials that were given up are not shown again, and others that are found later are', async () => {
  let login = EVE;
  await using place = await stage({
    answer: ({ basic, count }) =>
      basic === undefined || basic === 'ada:hidden' ? grant(count, { expires_in: 10 }) : { status: 401 },
    judge: (token, _, service) => (token === undefined ? bearer(service) : undefined),
    login: () => Promise.resolve(login),
  });
  await place.pull();
  place.clock.advance(10_000);
  await place.pull();
  login = ADA;
  place.clock.advance(10_000);
  await place.pull();
  assert.deepEqual(basicOf(place.service), ['eve:guess', undefined, undefined, 'ada:hidden']);
});

test('a password that was refused is not sent a second time', async () => {
  await using place = await stage({ judge: () => ({ status: 401, challenge: 'Basic realm="x"' }), login: as(EVE) });
  const error = await failure(place.pull());
  assert.match(error.message, /does not accept the given credentials/);
  assert.equal(place.seen.length, 2);
});

test('credentials that have opened something are not given up because one thing is denied', async () => {
  let denied = false;
  await using place = await stage({
    judge: (token, _, service) => (token === undefined ? bearer(service) : denied ? { status: 403 } : undefined),
    login: as(ADA),
  });
  await place.pull();
  denied = true;
  assert.equal((await failure(place.pull())).code, 'UNAUTHORIZED');
  denied = false;
  await place.pull();
  assert.deepEqual(basicOf(place.service), ['ada:hidden']);
  assert.deepEqual(place.notices, []);
});

// CVE-2020-15157 and CVE-2026-48978: a registry that sends its users' credentials to whom it likes.
test('a token service on a foreign host gets no credentials, and may still hand out an anonymous token', async () => {
  await using place = await stage({
    judge: (token, _, { foreignOrigin }) => (token === 'token-1' ? undefined : bearer({ origin: foreignOrigin })),
    login: as(ADA),
  });
  await place.pull();
  place.clock.advance(300_000);
  assert.equal((await failure(place.pull())).code, 'UNAUTHORIZED');
  assert.deepEqual(new Set(basicOf(place.service)), new Set([undefined]));
  assert.equal(place.notices.length, 1);
  assert.match(place.notices[0] ?? '', /wants a token from localhost:\d+, which is not known to belong to it/);
});

test('the error says that the credentials were not sent, where an anonymous token is not enough', async () => {
  await using place = await stage({
    answer: () => ({ status: 401 }),
    judge: (_token, _count, { foreignOrigin }) => bearer({ origin: foreignOrigin }),
    login: as({ identityToken: 'hidden' }),
  });
  const error = await failure(place.pull());
  assert.match(error.message, /the given credentials were not sent there/);
  assert.deepEqual([place.service.asks.length, place.service.asks[0]?.method], [1, 'GET']);
});

test('a token service inside of our own network is not asked at all', async () => {
  await using place = await stage({ judge: () => bearer({ origin: 'http://169.254.169.254' }) });
  assert.equal((await failure(place.pull())).code, 'REGISTRY_REFUSED');
});
