import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentAddress, namedAddress, plainAddress, redirectTarget } from '../../src/advisories/address.ts';

test('a feed lies in its folder, whatever characters its name has', () => {
  assert.equal(documentAddress('https://osv.example/export', 'Debian/all.zip').href, 'https://osv.example/export/Debian/all.zip');
  assert.equal(documentAddress('https://osv.example/', 'Red Hat/all.zip').href, 'https://osv.example/Red%20Hat/all.zip');
  assert.equal(documentAddress('https://osv.example?token=1', 'Go/all.zip').href, 'https://osv.example/Go/all.zip?token=1');
});

test('plain http is for this machine only', () => {
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:80', 'mirror.localhost']) {
    assert.doesNotThrow(() => documentAddress(`http://${host}`, 'Debian/all.zip'));
  }
  for (const url of [
    'http://osv.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'ftp://localhost',
    'file:///tmp',
  ]) {
    assert.throws(() => documentAddress(url, 'Debian/all.zip'), { code: 'USAGE' }, url);
  }
});

test('what is no URL is refused', () => {
  for (const url of ['', 'osv.example', 'https://'])
    assert.throws(() => documentAddress(url, 'Debian/all.zip'), { code: 'USAGE' }, url);
});

test('a redirect may not lead out of https, even to this machine', () => {
  const from = new URL('https://osv.example/Debian/all.zip');
  assert.equal(redirectTarget(from, '/other').href, 'https://osv.example/other');
  for (const location of ['http://osv.example/x', 'http://localhost/x', 'ftp://osv.example/x', 'http://[', undefined]) {
    assert.throws(() => redirectTarget(from, location), { code: 'ADVISORIES_UNAVAILABLE' }, location);
  }
});

test('an address in a message holds no password and no signature', () => {
  const url = new URL('https://user:secret@osv.example:8443/Debian/all.zip?signature=secret');
  assert.equal(plainAddress(url), 'https://osv.example:8443/Debian/all.zip');
  assert.throws(
    () => redirectTarget(url, 'http://a:secret@b.example/?signature=secret'),
    (error: Error) => !error.message.includes('secret'),
  );
});

test('an address that a document names is taken on https alone, relative to where the document lies', () => {
  const list = new URL('https://cdn.example/core/mirror.list?signature=secret');
  assert.equal(namedAddress('repodata/repomd.xml', list).href, 'https://cdn.example/core/repodata/repomd.xml');
  assert.equal(namedAddress('https://other.example/x', list).href, 'https://other.example/x');
  for (const text of ['http://cdn.example/x', 'file:///etc/passwd', 'http://[']) {
    assert.throws(
      () => namedAddress(text, list),
      (error: Error) => /no address on https/.test(error.message) && !error.message.includes('secret'),
    );
  }
});

test('each part of a place is encoded', () => {
  assert.equal(documentAddress('https://feed.example/x', 'a b/c?d%2F#e').href, 'https://feed.example/x/a%20b/c%3Fd%252F%23e');
});
