import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint } from '../../../src/report/sarif/fingerprint.ts';

// The recipe is a promise: these values may change with a major version alone, for a change re-opens every dismissed alert.
test('a distribution package has the fingerprint that was published for it', () => {
  const identity = {
    image: 'ghcr.io/acme/shop/api',
    vulnerability: 'CVE-2024-6119',
    purlType: 'deb',
    distribution: 'debian',
    package: 'openssl',
    root: '',
  };
  assert.deepEqual(fingerprint(identity), {
    primaryLocationLineHash: '67920b525c58cc89:1',
    'containerFinding/v1': '67920b525c58cc894a32e89e589d5adce4ab1adb1c74ea5ee6247682eb1c1248',
  });
});

test('a language package has the fingerprint that was published for it', () => {
  const identity = {
    image: 'ghcr.io/acme/shop/api',
    vulnerability: 'CVE-2024-4068',
    purlType: 'npm',
    distribution: '',
    package: 'braces',
    root: 'app',
  };
  assert.deepEqual(fingerprint(identity), {
    primaryLocationLineHash: '2b1e09da4b6aa1ba:1',
    'containerFinding/v1': '2b1e09da4b6aa1ba42d9dc66d87dd40fce6a80166dec77469f7576e44b089921',
  });
});

test('a separator inside a part does not make it two parts', () => {
  const identity = { image: 'i', vulnerability: 'v', purlType: 'deb', distribution: 'debian', package: 'a\u001fb', root: '' };
  assert.notDeepEqual(fingerprint(identity), fingerprint({ ...identity, package: 'a', root: 'b\u001f' }));
  assert.notDeepEqual(fingerprint(identity), fingerprint({ ...identity, distribution: 'debian\u001fa', package: 'b' }));
});
