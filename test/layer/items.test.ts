import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnteredPaths } from '../../src/layer/entered-paths.ts';
import { Items, type Meaning } from '../../src/layer/items.ts';

const LINK = { kind: 'link', target: 'x' } as const;
const found = (): Meaning => ({ kind: 'found', file: { size: 1, discoveries: [], waiting: [] } });

test('items are told in the order in which they came', () => {
  const items = new Items();
  for (const path of ['b/c', 'a', 'b', 'a/d']) items.note(path, LINK);
  assert.deepEqual(
    items.all().map(([path]) => path),
    ['b/c', 'a', 'b', 'a/d'],
  );
});

test('what is no folder takes with it all that lay below, and a folder nothing', () => {
  const items = new Items();
  for (const path of ['a/b', 'a/b/c', 'a/bb', 'ab']) items.note(path, LINK);
  items.replace('a', true);
  assert.equal(items.all().length, 4);
  items.replace('a/b', false);
  assert.deepEqual(
    items.all().map(([path]) => path),
    ['a/bb', 'ab'],
  );
  assert.deepEqual([items.get('a/b'), items.get('a/b/c'), items.get('a/bb')], [undefined, undefined, LINK]);
});

test('more files than any layer has are not noted, and links are counted apart from them', () => {
  const items = new Items();
  for (let index = 0; index < 500_001; index += 1) items.note(`${index}`, found());
  items.note('link', LINK);
  assert.equal(items.lost, 1);
  items.replace('7', false);
  items.note('7', found());
  assert.equal(items.lost, 1);
});

test('folders are bounded, and those that something took the place of are free again', () => {
  const items = new Items();
  const deep = '/d'.repeat(1000);
  for (let cycle = 0; cycle < 100; cycle += 1) {
    items.note(`a${deep}`, LINK);
    items.replace('a', false);
  }
  let noted = 0;
  for (; items.lost === 0; noted += 1) items.note(`${noted}${deep}`, LINK);
  // 1001 for each, and one for what took the place.
  assert.equal(noted - 1, 999);
});

test('more entries than any layer has end the reading', () => {
  const paths = new EnteredPaths();
  for (let count = 0; count < 5_000_000; count += 1) paths.add('x', false);
  assert.throws(() => paths.add('x', false), /^Error: it holds more than 5000000 entries$/);
});
