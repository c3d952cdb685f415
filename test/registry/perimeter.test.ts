import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { test } from 'node:test';
import { createDispatcher } from '../../src/registry/network.ts';
import { Perimeter } from '../../src/registry/perimeter.ts';
import { createTransport } from '../../src/registry/transport.ts';
import { reply, serve } from '../support/server.ts';

const NAMED = { hostname: 'registry.example', port: 443 };
const STORE = { hostname: 'store.example', port: 443 };

/** Answers each name with what is told, one list after the other; the last one for ever. */
function fakeLookup(names: Readonly<Record<string, readonly string[]>>): LookupFunction & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const lists = names[hostname] ?? [];
    const list = lists[Math.min(asked.filter((name) => name === hostname).length, lists.length - 1)] ?? '';
    asked.push(hostname);
    callback(
      null,
      list.split(' ').map((address) => ({ address, family: isIP(address) })),
    );
  };
  return Object.assign(lookup, { asked });
}

async function ask(perimeter: Perimeter, endpoint: typeof NAMED): Promise<readonly LookupAddress[]> {
  return await new Promise((resolve, reject) => {
    perimeter.lookupFor(endpoint)(endpoint.hostname, { all: true }, (error, found) => {
      if (error === null && typeof found !== 'string') resolve(found);
      else reject(error ?? new Error('one address'));
    });
  });
}

const refuses = (host: string, kind: RegExp) => (error: Error & { code?: string }) => {
  assert.equal(error.code, 'REGISTRY_REFUSED');
  assert.ok(error.message.includes(host), error.message);
  assert.match(error.message, kind);
  return true;
};

const INNER: readonly (readonly [address: string, kind: RegExp])[] = [
  ['127.0.0.1', /this machine itself/],
  ['10.1.2.3', /private network/],
  ['fd12::1', /private network/],
  ['169.254.169.254', /metadata/],
  ['::ffff:169.254.169.254', /metadata/],
  ['64:ff9b::a9fe:a9fe', /metadata/],
  ['169.254.9.9', /link-local/],
  ['0.0.0.0', /no address/],
  ['224.0.0.1', /multicast/],
];

for (const [address, kind] of INNER) {
  test(`a public registry leads nobody to ${address}, by name or written out`, async () => {
    const perimeter = new Perimeter({ named: NAMED, lookup: fakeLookup({ 'store.example': [address] }) });
    perimeter.connected(NAMED, '8.8.8.8');
    await assert.rejects(ask(perimeter, STORE), refuses('store.example', kind));
    assert.throws(() => perimeter.checkLiteral({ hostname: address, port: 443 }), refuses(address, kind));
  });
}

test('a registry of a private network may lead to its like, and no further', async () => {
  const lookup = fakeLookup({ 'store.example': ['10.9.9.9', '127.0.0.1', '169.254.169.254'] });
  const perimeter = new Perimeter({ named: NAMED, lookup });
  perimeter.connected(NAMED, '192.168.0.7');
  assert.deepEqual(await ask(perimeter, STORE), [{ address: '10.9.9.9', family: 4 }]);
  await assert.rejects(ask(perimeter, STORE), refuses('store.example', /this machine itself/));
  await assert.rejects(ask(perimeter, STORE), refuses('store.example', /metadata/));
});

test('the registry itself may be anywhere, for the user named it', async () => {
  const perimeter = new Perimeter({ named: NAMED, lookup: fakeLookup({ 'registry.example': ['10.0.0.1'] }) });
  assert.equal((await ask(perimeter, NAMED)).length, 1);
});

test('a registry that is elsewhere the second time gains nothing by that', async () => {
  const lookup = fakeLookup({ 'registry.example': ['8.8.8.8', '127.0.0.1'], 'store.example': ['127.0.0.1'] });
  const perimeter = new Perimeter({ named: NAMED, lookup });
  const [first] = await ask(perimeter, NAMED);
  perimeter.connected(NAMED, first?.address);
  await assert.rejects(ask(perimeter, NAMED), refuses('registry.example', /this machine itself/));
  perimeter.connected(NAMED, '127.0.0.1');
  await assert.rejects(ask(perimeter, STORE), refuses('store.example', /this machine itself/));
});

test('another port of the registry is another service', async () => {
  const perimeter = new Perimeter({ named: NAMED, lookup: fakeLookup({ 'registry.example': ['127.0.0.1'] }) });
  await assert.rejects(ask(perimeter, { ...NAMED, port: 6379 }), refuses('registry.example', /this machine itself/));
});

test('a registry that is named without a port is meant at the ports of http and https', async () => {
  const perimeter = new Perimeter({ named: { hostname: '127.0.0.1' } });
  for (const port of [80, 443]) perimeter.checkLiteral({ hostname: '127.0.0.1', port });
  assert.throws(() => perimeter.checkLiteral({ hostname: '127.0.0.1', port: 6379 }), refuses('127.0.0.1', /this machine itself/));
});

test('a registry by its IPv6 address is named with brackets', async () => {
  const dispatcher = createDispatcher({ named: '[::1]:1' });
  const { signal } = new AbortController();
  const get = createTransport(dispatcher);
  await assert.rejects(get(new URL('http://[::1]:1/'), { signal }), (error: Error) => error.name === 'TransientError');
  await assert.rejects(get(new URL('http://[::1]:2/'), { signal }), refuses('::1', /this machine itself/));
  await dispatcher.destroy();
});

test('of several addresses, only those that may be connected to are', async () => {
  const perimeter = new Perimeter({ named: NAMED, lookup: fakeLookup({ 'store.example': ['10.0.0.1 8.8.8.8 ::1'] }) });
  assert.deepEqual(await ask(perimeter, STORE), [{ address: '8.8.8.8', family: 4 }]);
});

test('the address that was judged is the one that is connected to: a name is looked up once a connection', async () => {
  await using server = await serve((_, response) => reply(response, 200, '', { connection: 'close' }));
  const port = server.host.split(':')[1];
  // A check of its own would have had the first answer, and the connection the second.
  const lookup = fakeLookup({ 'rebind.localhost': ['127.0.0.1', '169.254.169.254'] });
  const dispatcher = createDispatcher({ named: `rebind.localhost:${port}`, lookup });
  const get = createTransport(dispatcher);
  const { signal } = new AbortController();
  const url = new URL(`http://rebind.localhost:${port}/`);
  assert.equal((await get(url, { signal })).status, 200);
  assert.equal(lookup.asked.length, 1);
  await assert.rejects(get(url, { signal }), refuses('rebind.localhost', /metadata/));
  assert.equal(lookup.asked.length, 2);
  await dispatcher.destroy();
});

test('a redirect to this machine by its address is refused on the wire, too, and the registry itself is reached', async () => {
  const hits: string[] = [];
  await using inside = await serve((request, response) => {
    hits.push(request.url ?? '');
    reply(response, 200);
  });
  const { signal } = new AbortController();
  const strict = createDispatcher({ named: 'registry.example' });
  await assert.rejects(
    createTransport(strict)(new URL(`${inside.origin}/secret`), { signal }),
    refuses('127.0.0.1', /this machine itself/),
  );
  assert.deepEqual(hits, []);
  const named = createDispatcher({ named: inside.host });
  (await createTransport(named)(new URL(`${inside.origin}/v2/`), { signal })).cancel();
  assert.deepEqual(hits, ['/v2/']);
  // A registry on this machine may keep its blobs on this machine.
  await using store = await serve((_, response) => reply(response, 200));
  assert.equal((await createTransport(named)(new URL(store.origin), { signal })).status, 200);
  await Promise.all([strict.destroy(), named.destroy()]);
});
