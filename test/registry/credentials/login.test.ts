import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  basicHeader,
  checkLogin,
  describeLogin,
  fingerprintOf,
  type Login,
  secretsOf,
} from '../../../src/registry/credentials/login.ts';

const ADA = { username: 'ada', password: 'käse:1' };
const decode = (header: string) => Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8');

test('a password or an identity token is a pair in the header', () => {
  assert.equal(decode(basicHeader(ADA)), 'ada:käse:1');
  assert.equal(decode(basicHeader({ identityToken: 'i' })), '<token>:i');
  assert.equal(decode(basicHeader({ identityToken: 'i', username: '0000' })), '0000:i');
});

test('logins are told apart by what they prove, not by where they were found', () => {
  const logins: readonly Login[] = [
    ADA,
    { ...ADA, password: '2' },
    { identityToken: 'käse:1', username: 'ada' },
    { registryToken: 'käse:1' },
  ];
  assert.equal(new Set([undefined, ...logins].map(fingerprintOf)).size, 5);
  assert.equal(fingerprintOf(ADA), fingerprintOf({ ...ADA, source: 'a file' }));
});

test('every form of a secret is told', () => {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  assert.deepEqual(secretsOf(ADA), ['käse:1', 'ada:käse:1', base64('käse:1'), base64('ada:käse:1')]);
  assert.ok(secretsOf({ identityToken: 'i' }).includes(base64('<token>:i')));
  assert.deepEqual(secretsOf({ registryToken: 'r' }), ['r']);
});

const damaged: readonly Login[] = [
  { username: 'ada\n', password: 'hidden' },
  { username: 'ada', password: 'hidden\r\nHost: evil' },
  { identityToken: 'hidden\n' },
  { registryToken: 'hidden\r\nX: y', source: 'a file' },
  { registryToken: 'hidden\0' },
];
for (const login of damaged) {
  test(`a line break is refused in ${JSON.stringify(login)}`, () => {
    assert.throws(
      () => checkLogin(login, 'reg.example'),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'USAGE');
        assert.doesNotMatch(error.message, /hidden|\n/);
        return true;
      },
    );
  });
}

test('a login without line breaks is fine, and is described by its source', () => {
  checkLogin(ADA, 'reg.example');
  assert.equal(describeLogin(ADA), 'the given credentials');
  assert.equal(describeLogin({ ...ADA, source: 'GITHUB_TOKEN' }), 'the credentials of GITHUB_TOKEN');
});
