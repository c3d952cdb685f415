import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feedAddress, plainAddress, redirectTarget } from '../../src/advisories/address.ts';

test('a feed lies in its folder, whatever characters its name has', () => {
  assert.equal(feedAddress('https://osv.example/export', 'Debian').href, 'https://osv.example/export/Debian/all.zip');
  assert.equal(feedAddress('https://osv.example/', 'Red Hat').href, 'https://osv.example/Red%20Hat/all.zip');
  assert.equal(feedAddress('https://osv.example?token=1', 'Go').href, 'https://osv.example/Go/all.zip?token=1');
});

test('plain http is for this machine only', () => {
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:80', 'mirror.localhost']) {
    assert.doesNotThrow(() => feedAddress(`http://${host}`, 'Debian'));
  }
  for (const url of [
    'http://osv.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'ftp://localhost',
    'file:///tmp',
  ]) {
    assert.throws(() => feedAddress(url, 'Debian'), { code: 'USAGE' }, url);
  }
});

test('what is no URL is refused', () => {
  for (const url of ['', 'osv.example', 'https://']) assert.throws(() => feedAddress(url, 'Debian'), { code: 'USAGE' }, url);
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
