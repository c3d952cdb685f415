import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Agent } from 'undici';
import { createTransport, type Get, readBody } from '../../src/registry/transport.ts';
import { reply, type Server, serve } from '../support/server.ts';

const { signal } = new AbortController();

function speaking(): { readonly get: Get } & AsyncDisposable {
  const dispatcher = new Agent();
  return { get: createTransport(dispatcher), [Symbol.asyncDispose]: () => dispatcher.destroy() };
}

/** Sends bytes, whatever is asked, and counts the requests. */
async function serveBytes(bytes: string): Promise<Server & { readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      asked.push(data.toString('latin1'));
      socket.end(bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, origin: `http://${host}`, asked, [Symbol.asyncDispose]: async () => void server.close() };
}

test('one request, one answer: no redirect is followed', async () => {
  await using server = await serve((_, response) => reply(response, 307, '', { location: '/elsewhere' }));
  await using speech = speaking();
  const answer = await speech.get(new URL(server.origin), { signal });
  assert.deepEqual([answer.status, answer.header('location')], [307, '/elsewhere']);
});

test('nothing is asked to be compressed, and who asks is told', async () => {
  await using server = await serve(({ headers }, response) =>
    reply(response, 200, `${headers['accept-encoding']} ${headers['user-agent']}`),
  );
  await using speech = speaking();
  const answer = await speech.get(new URL(server.origin), { signal });
  assert.match((await readBody(answer, 1000, signal)).toString(), /^identity hullcheck\//);
});

for (const [name, value] of [
  ['a line break', 'Bearer a\r\nx-injected: 1'],
  ['a line feed', 'Bearer a\nx-injected: 1'],
  ['a NUL', 'Bearer a\0'],
  ['a letter that no header can hold', 'Bearer ā'],
] as const) {
  test(`a token with ${name} in it goes into no header, is not quoted and is not tried again`, async () => {
    await using server = await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    await using speech = speaking();
    await assert.rejects(speech.get(new URL(server.origin), { headers: { authorization: value }, signal }), (error: Error) => {
      assert.equal(error.name, 'ScanError');
      assert.match(error.message, /Refused to send a header .*authorization/);
      assert.ok(!error.message.includes('Bearer'));
      return true;
    });
    assert.deepEqual(server.asked, []);
  });
}

test('a line break in a location breaks no request line', async () => {
  await using server = await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  await using speech = speaking();
  (await speech.get(new URL('/a\r\nx-injected: 1\r\n\r\nb', server.origin), { signal })).cancel();
  assert.match(server.asked.join(''), /^GET \/ax-injected:%201b HTTP\/1\.1\r\n/);
});

for (const url of ['http://registry.example/', 'ftp://127.0.0.1/', 'file:///etc/passwd']) {
  test(`${url} is not asked for`, async () => {
    await using speech = speaking();
    await assert.rejects(speech.get(new URL(url), { signal }), { code: 'REGISTRY_REFUSED', message: /Refused to speak/ });
  });
}

test('an abort is passed on as it was given', async () => {
  await using server = await serve(() => undefined);
  await using speech = speaking();
  const controller = new AbortController();
  const asked = speech.get(new URL(server.origin), { signal: controller.signal });
  const reason = new Error('enough');
  controller.abort(reason);
  await assert.rejects(asked, (error) => error === reason);
});
