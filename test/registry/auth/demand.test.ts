import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covers, type Demand, demandOf, mergeDemands } from '../../../src/registry/auth/demand.ts';
import { answerOf } from '../../support/answer.ts';

const OPTIONS = { registry: 'reg.example', repository: 'app', isPlainAllowed: () => false, allowedTokenHosts: [] };

const refusal = (...challenges: readonly string[]) =>
  answerOf('https://reg.example/v2/app/manifests/v1', 401, { headers: { 'www-authenticate': challenges } });
const demand = (...challenges: readonly string[]) => demandOf(refusal(...challenges), OPTIONS);
const scopesOf = (of: Demand | undefined) => (of?.kind === 'bearer' ? of.target.scopes : undefined);
const bearer = (scope: string, realm = '/token'): Demand =>
  demand(`Bearer realm="${realm}",service="s",scope="${scope}"`) ?? assert.fail();

test('a token is preferred to a password, whatever comes first', () => {
  assert.equal(demand('Basic realm="x"', 'Bearer realm="/token"')?.kind, 'bearer');
  assert.equal(demand('Bearer realm="/token", Basic realm="x"')?.kind, 'bearer');
  assert.equal(demand('Basic realm="x"')?.kind, 'basic');
});

test('a password is the way where a token is to be got from nowhere', () => {
  assert.equal(demand('Bearer service="s"', 'Basic realm="x"')?.kind, 'basic');
  assert.throws(() => demand('Bearer service="s"'), { code: 'REGISTRY_REFUSED' });
});

test('a realm that is given twice is none', () => {
  assert.throws(() => demand('Bearer realm="/token",realm="https://evil.example/"'), { code: 'REGISTRY_REFUSED' });
});

test('what is not known is no demand', () => {
  assert.equal(demand('Negotiate abc==', 'Digest realm="x"'), undefined);
  assert.equal(demand(), undefined);
});

test('without a scope, the right to pull is asked for', () => {
  assert.deepEqual(scopesOf(demand('Bearer realm="/token"')), ['repository:app:pull']);
  assert.deepEqual(scopesOf(demand('Bearer realm="/token",scope=" "')), ['repository:app:pull']);
});

test('several scopes are told apart by spaces and not by commas', () => {
  assert.deepEqual(scopesOf(bearer('repository:a:pull,push  registry:catalog:*')), [
    'repository:a:pull,push',
    'registry:catalog:*',
  ]);
});

test('a new scope is put before those that were asked for, and none is asked for twice', () => {
  assert.deepEqual(scopesOf(mergeDemands(bearer('c a'), bearer('a b'))), ['c', 'a', 'b']);
});

test('scopes of another service are not carried over', () => {
  assert.deepEqual(scopesOf(mergeDemands(bearer('a'), bearer('b', '/other'))), ['a']);
  assert.deepEqual(mergeDemands({ kind: 'basic' }, bearer('b')), { kind: 'basic' });
});

test('a registry that always wants another scope does not make requests grow for ever', () => {
  let merged = bearer('scope-0');
  for (let index = 1; index < 100; index += 1) merged = mergeDemands(bearer(`scope-${index}`), merged);
  assert.equal(scopesOf(merged)?.length, 16);
  assert.equal(scopesOf(merged)?.[0], 'scope-99');
});

test('what was got covers what is asked for when it is of the same service and holds every scope', () => {
  assert.equal(covers(bearer('a b'), bearer('b')), true);
  assert.equal(covers(bearer('a'), bearer('a b')), false);
  assert.equal(covers(bearer('a', '/other'), bearer('a')), false);
  assert.equal(covers({ kind: 'basic' }, { kind: 'basic' }), true);
  assert.equal(covers({ kind: 'basic' }, bearer('a')), false);
});
