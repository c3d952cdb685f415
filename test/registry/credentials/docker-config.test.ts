import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helperKeyOf, keysOf, parseDockerConfig } from '../../../src/registry/credentials/docker-config.ts';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const loginOf = (entry: object) => parseDockerConfig(JSON.stringify({ auths: { a: entry } }), 'f').auths.get('a');

test('each kind of entry is read', () => {
  const source = 'f';
  assert.deepEqual(loginOf(auth('u:p:q')), { username: 'u', password: 'p:q', source });
  assert.deepEqual(loginOf(auth('u:p\0\0')), { username: 'u', password: 'p', source });
  assert.deepEqual(loginOf({ username: 'u', password: 'p' }), { username: 'u', password: 'p', source });
  assert.deepEqual(loginOf({ identitytoken: 'i' }), { identityToken: 'i', source });
  assert.deepEqual(loginOf({ ...auth('0000:'), identitytoken: 'i' }), { identityToken: 'i', username: '0000', source });
  assert.deepEqual(loginOf(auth('<token>:i')), { identityToken: 'i', source });
  assert.deepEqual(loginOf({ ...auth('u:p'), registrytoken: 'r' }), { registryToken: 'r', source });
  assert.equal(loginOf({}), undefined);
  assert.equal(loginOf(auth('no colon')), undefined);
});

test('keys are the same with and without scheme, version and case', () => {
  const auths = { 'https://A.example/v1/': auth('a:1'), 'http://b.example/v2/': auth('b:1'), 'c.example/Team/': auth('c:1') };
  const config = parseDockerConfig(
    JSON.stringify({ auths, credHelpers: { 'https://D.example/': 'ecr' }, credsStore: 'pass' }),
    'f',
  );
  assert.deepEqual([...config.auths.keys()], ['a.example', 'b.example', 'c.example/team']);
  assert.deepEqual([...config.helpers], [['d.example', 'ecr']]);
  assert.equal(config.store, 'pass');
});

test('what else a configuration holds is no concern, and what is empty is not there', () => {
  const config = parseDockerConfig('{"auths":null,"credsStore":"","proxies":{},"HttpHeaders":{"X":"y"}}', 'f');
  assert.deepEqual([config.auths.size, config.helpers.size, config.store], [0, 0, undefined]);
});

test('the most specific key comes first, and Docker Hub has many names', () => {
  assert.deepEqual(keysOf('r.example', 'a/b'), ['r.example/a/b', 'r.example/a', 'r.example']);
  const hub = keysOf('docker.io', 'library/x');
  assert.ok(hub.indexOf('docker.io/library/x') < hub.indexOf('index.docker.io'));
  assert.equal(hub.length, 12);
  assert.equal(helperKeyOf('docker.io'), 'https://index.docker.io/v1/');
  assert.equal(helperKeyOf('r.example'), 'r.example');
});

for (const text of [
  '',
  '"c2VjcmV0"',
  '{"auths":{"a":{"auth":"c2VjcmV0',
  '{"auths":{"a":{"auth":["c2VjcmV0"]}}}',
  '{"credHelpers":{"a":{"c2VjcmV0":1}}}',
]) {
  test(`what is no configuration is an error that does not quote it: ${text}`, () => {
    assert.throws(
      () => parseDockerConfig(text, 'config.json'),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'USAGE');
        assert.match(error.message, /^config\.json is not a Docker configuration/);
        assert.doesNotMatch(String(error.stack) + String(error.cause), /c2Vj/);
        return true;
      },
    );
  });
}
