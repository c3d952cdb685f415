import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ScanError } from '../../src/model/errors.ts';
import { apiHost, formatReference, imageName, isLoopback, parseReference } from '../../src/model/reference.ts';

const HEX = 'a'.repeat(64);

const good: readonly (readonly [string, string])[] = [
  ['alpine', 'docker.io/library/alpine:latest'],
  ['alpine:3.20', 'docker.io/library/alpine:3.20'],
  ['acme/shop', 'docker.io/acme/shop:latest'],
  ['index.docker.io/alpine', 'docker.io/library/alpine:latest'],
  ['registry-1.docker.io/library/alpine', 'docker.io/library/alpine:latest'],
  ['docker://ghcr.io/a/b:1', 'ghcr.io/a/b:1'],
  ['https://ghcr.io/a/b', 'ghcr.io/a/b:latest'],
  ['ghcr.io/a/b/c/d:1', 'ghcr.io/a/b/c/d:1'],
  ['localhost/x', 'localhost/x:latest'],
  [`localhost:5000/x@sha256:${HEX}`, `localhost:5000/x@sha256:${HEX}`],
  [`ghcr.io/a/b:1@sha256:${HEX}`, `ghcr.io/a/b:1@sha256:${HEX}`],
  [`a/b@sha512:${HEX}${HEX}`, `docker.io/a/b@sha512:${HEX}${HEX}`],
  ['[::1]:5000/x:1', '[::1]:5000/x:1'],
  ['127.0.0.1:5000/x', '127.0.0.1:5000/x:latest'],
  ['GHCR.IO/a/b', 'ghcr.io/a/b:latest'],
  ['a__b/c.d-e--f', 'docker.io/a__b/c.d-e--f:latest'],
  [' alpine ', 'docker.io/library/alpine:latest'],
];

for (const [text, canonical] of good) {
  test(`"${text}" is ${canonical}`, () => assert.equal(formatReference(parseReference(text)), canonical));
}

const bad: readonly (readonly [string, RegExp])[] = [
  ['', /is not a repository/],
  ['Alpine', /lower case/],
  ['ghcr.io/Acme/Shop', /lower case/],
  ['Acme/shop', /lower case/],
  ['alpine:', /is not a tag/],
  ['alpine:-1', /is not a tag/],
  [`alpine:${'x'.repeat(129)}`, /is not a tag/],
  ['alpine@sha256:abc', /is not a digest/],
  ['alpine@md5:d41d8cd98f00b204e9800998ecf8427e', /is not a digest/],
  [`alpine@sha256:${HEX.toUpperCase()}`, /is not a digest/],
  ['ghcr.io/', /is not a repository/],
  ['ghcr.io//a', /is not a repository/],
  ['a b', /is not a repository/],
  ['ghcr.io/a/../b', /is not a repository/],
  ['-bad.host/a', /is not a registry/],
  [HEX, /image ID/],
  [`ghcr.io/${'a'.repeat(250)}`, /longer than 255/],
];

for (const [text, message] of bad) {
  test(`"${text.slice(0, 40)}" is refused with a reason`, () =>
    assert.throws(() => parseReference(text), { code: 'REFERENCE_INVALID', message }));
}

test('the name of an image has neither tag nor digest', () => {
  assert.equal(imageName(parseReference(`ghcr.io/a/b:1@sha256:${HEX}`)), 'ghcr.io/a/b');
});

test('Docker Hub answers at another host than its name', () => {
  assert.deepEqual([apiHost('docker.io'), apiHost('ghcr.io')], ['registry-1.docker.io', 'ghcr.io']);
});

test('loopback is this machine and nothing that looks like it', () => {
  const yes = ['localhost', 'localhost:5000', 'a.localhost', '127.0.0.1:1', '127.9.9.9', '[::1]:5000', '::1'];
  const no = ['localhost.example.com', '127.0.0.1.example.com', '10.0.0.1', 'ghcr.io', '128.0.0.1', '[::2]'];
  assert.deepEqual([yes.map(isLoopback), no.map(isLoopback)], [yes.map(() => true), no.map(() => false)]);
});

test('whatever is written, nothing but our own error is thrown, and what is read reads the same again', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '/',
    ':',
    '@',
    '.',
    '..',
    '-',
    '__',
    '[',
    ']',
    '::1',
    'sha256:',
    HEX,
    'localhost',
    '5000',
    ' ',
    '\n',
    '%2f',
    '\u0000',
  );
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (written) => {
      try {
        const reference = parseReference(written);
        assert.deepEqual(parseReference(formatReference(reference)), reference);
        assert.doesNotMatch(`/${reference.repository}/${reference.tag ?? ''}/`, /[^a-zA-Z0-9_./-]|\/\.{0,2}\/./);
      } catch (error) {
        assert.ok(error instanceof ScanError, String(error));
      }
    }),
    { numRuns: 5000 },
  );
});
