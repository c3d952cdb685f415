import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, nearest } from '../../src/host/nearest.ts';

const known = ['image-ref', 'format', 'output', 'timeout'];

test('a word with a slip of the finger finds its like', () => {
  assert.equal(nearest('fromat', known), 'format');
  assert.equal(nearest('FORMAT', known), 'format');
  assert.equal(nearest('image_ref', known), 'image-ref');
  assert.equal(nearest('outputs', known), 'output');
});

test('another word finds nothing', () => {
  assert.equal(nearest('severity', known), undefined);
  assert.equal(nearest('x', []), undefined);
  assert.equal(didYouMean('severity', known), undefined);
});

test('the nearer of two is taken', () => {
  assert.equal(nearest('abd', ['abcd', 'axyd']), 'abcd');
  assert.equal(didYouMean('fromat', known, '--'), 'Did you mean "--format"?');
});
