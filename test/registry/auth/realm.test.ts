import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRealm } from '../../../src/registry/auth/realm.ts';

const REGISTRY = new URL('https://reg.acme.example/v2/app/manifests/v1');
const judge = (realm: string, asked = REGISTRY, more: { readonly hosts?: readonly string[]; readonly plain?: string } = {}) =>
  judgeRealm(realm, asked, {
    registry: 'reg.acme.example',
    isPlainAllowed: (url) => url.host === more.plain,
    allowedTokenHosts: more.hosts ?? [],
  });

test('a relative realm is meant from the registry', () => {
  assert.equal(judge('/token?a=1').url.href, 'https://reg.acme.example/token?a=1');
  assert.equal(judge('/token').trusted, true);
});

test('credentials go to the domain of the registry, to hosts that were named, and nowhere else', () => {
  assert.equal(judge('https://auth.acme.example/token').trusted, true);
  assert.equal(judge('https://auth.evil.example/token').trusted, false);
  assert.equal(judge('https://auth.evil.example/token', REGISTRY, { hosts: ['auth.evil.example'] }).trusted, true);
  assert.equal(judge('https://auth.evil.example:444/token', REGISTRY, { hosts: ['auth.evil.example'] }).trusted, false);
});

const refused: readonly (readonly [what: string, realm: string])[] = [
  ['plain http', 'http://auth.acme.example/token'],
  ['another scheme', 'file:///etc/passwd'],
  ['a user in the address', 'https://ada@auth.acme.example/token'],
  ['a password in the address', 'https://:secret@auth.acme.example/token'],
  ['a loopback address', 'https://127.0.0.1/token'],
  ['a loopback name', 'https://localhost:8443/token'],
  ['a private address', 'https://10.1.2.3/token'],
  ["a cloud's metadata", 'https://169.254.169.254/token'],
  ["a cloud's metadata in another notation", 'https://0xa9fea9fe/token'],
  ['a private address in IPv6', 'https://[fd00:ec2::254]/token'],
  ['a mapped address', 'https://[::ffff:10.1.2.3]/token'],
  ['no address', 'https://'],
];
for (const [what, realm] of refused) {
  test(`a realm is refused: ${what}`, () => {
    assert.throws(
      () => judge(realm),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'REGISTRY_REFUSED');
        assert.doesNotMatch(error.message, /secret|ada@/);
        return true;
      },
    );
  });
}

test('an address inside of our own network is fine where it is the registry itself', () => {
  const asked = new URL('https://10.1.2.3:5000/v2/');
  assert.equal(judge('https://10.1.2.3:5001/token', asked).trusted, true);
  assert.throws(() => judge('https://10.1.2.4:5001/token', asked), { code: 'REGISTRY_REFUSED' });
});

test('plain http is spoken where that is allowed, and takes no credentials of a registry that speaks https', () => {
  const plain = 'auth.acme.example';
  assert.equal(judge(`http://${plain}/token`, new URL('http://reg.acme.example/v2/'), { plain }).trusted, true);
  assert.equal(judge(`http://${plain}/token`, REGISTRY, { plain }).trusted, false);
});
