import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMask, secretForms } from '../../src/host/mask.ts';

test('a secret is covered as it is, in base64, in an address and in a document', () => {
  const mask = createMask();
  const secret = 'p@ss "word"/ü?';
  mask.add(secret);
  const shown = [
    secret,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    encodeURIComponent(secret),
    new URLSearchParams({ password: secret }).toString().slice('password='.length),
    JSON.stringify(secret).slice(1, -1),
  ];
  for (const form of shown) assert.match(mask.cover(`a ${form} b`), /^a \*\*\*=* b$/, form);
});

test('every line of a secret of several lines is covered, but no line so short that it would cover half of everything', () => {
  const mask = createMask();
  mask.add('first line\nab\nlast line');
  assert.equal(mask.cover('has first line in it'), 'has *** in it');
  assert.equal(mask.cover('has last line in it'), 'has *** in it');
  assert.equal(mask.cover('about'), 'about');
});

test('a secret inside another secret does not leave the rest of that one in sight', () => {
  const mask = createMask();
  mask.add('word');
  mask.add('me:password');
  assert.equal(mask.cover('me:password'), '***');
});

test('an empty secret covers nothing', () => {
  const mask = createMask();
  assert.deepEqual(mask.add(''), []);
  assert.deepEqual(mask.add(' \n'), []);
  assert.equal(mask.cover('text'), 'text');
});

test('a secret that is not well-formed text has forms all the same', () => {
  assert.ok(secretForms('a\ud800b').length > 0);
});
