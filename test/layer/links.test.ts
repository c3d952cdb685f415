import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Links } from '../../src/layer/links.ts';

function linked(targets: Readonly<Record<string, string>>): Links {
  const links = new Links();
  for (const [path, target] of Object.entries(targets)) links.set(path, { target, layerIndex: 0 });
  return links;
}

const usual = linked({
  lib: 'usr/lib',
  'usr/lib/app': '/srv/app/',
  'srv/app/now': './v1/../v2',
  root: '/',
  up: '../../../lib',
  a: 'b',
  b: 'a',
});

const RESOLVED: readonly (readonly [string, string])[] = [
  ['', ''],
  ['etc/x', 'etc/x'],
  ['lib', 'usr/lib'],
  ['lib/x', 'usr/lib/x'],
  ['lib/app/now/x', 'srv/app/v2/x'],
  ['root', ''],
  ['root/root/lib/x', 'usr/lib/x'],
  ['up/app', 'srv/app'],
  ['a/x', 'a/x'],
];
for (const [path, end] of RESOLVED) test(`"${path}" leads to "${end}"`, () => assert.equal(usual.resolve(path), end));

test('what lies at a path is not followed when something else comes to lie there', () => {
  assert.equal(usual.locate('lib'), 'lib');
  assert.equal(usual.locate('lib/app'), 'usr/lib/app');
  assert.equal(usual.locate('lib/app/now'), 'srv/app/now');
});

test('a file is told by every way through folders, and no other', () => {
  const names = usual.aliases('srv/app/v2/x');
  for (const name of names) assert.equal(usual.locate(name), 'srv/app/v2/x', name);
  for (const name of ['srv/app/v2/x', 'srv/app/now/x', 'usr/lib/app/now/x', 'lib/app/v2/x', 'root/lib/app/v2/x']) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(linked({ lib: 'usr/lib' }).aliases('usr/lib'), ['usr/lib']);
});

test('links to their own folders have bounded names, the shortest ways among them', () => {
  const names = linked({ 'bin/X11': '.', lib: 'bin' }).aliases('bin/x');
  assert.equal(names.length, 64);
  assert.ok(names.includes('bin/X11/x') && names.includes('lib/x'));
});

test('a link that is changed or taken away leads elsewhere at once', () => {
  const links = linked({ now: 'v1' });
  assert.equal(links.resolve('now/x'), 'v1/x');
  assert.deepEqual(links.aliases('v1/x'), ['v1/x', 'now/x']);
  links.set('now', { target: 'v2', layerIndex: 1 });
  assert.equal(links.resolve('now/x'), 'v2/x');
  links.delete('now');
  assert.equal(links.resolve('now/x'), 'now/x');
  assert.deepEqual(links.aliases('v2/x'), ['v2/x']);
});

test('as many links are followed one after another as Linux follows', () => {
  const chain = (length: number) =>
    linked(Object.fromEntries(Array.from({ length }, (_, index) => [`${index}`, `${index + 1}`])));
  assert.equal(chain(40).resolve('0'), '40');
  assert.equal(chain(41).resolve('0'), '0');
});

test('links that make paths longer and longer lead nowhere, and soon', () => {
  const links = linked(
    Object.fromEntries(Array.from({ length: 39 }, (_, index) => [`${index}`, `${index + 1}/${'x/'.repeat(500)}${index + 1}`])),
  );
  assert.equal(links.resolve('0/x'), '0/x');
  const dense = linked(
    Object.fromEntries(Array.from({ length: 39 }, (_, index) => [`${index}`, `${index + 1}/../`.repeat(400)])),
  );
  const started = performance.now();
  dense.resolve('0/x');
  assert.ok(performance.now() - started < 1000);
});
