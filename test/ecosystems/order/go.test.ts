import { test } from 'node:test';
import { compareGoVersions } from '../../../src/ecosystems/order/go.ts';
import { assertAscending, assertRefused, assertTotalOrder, assertVectors, parseVectors } from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('A pseudo-version lies between the release before it and the one it leads to', () => {
  assertAscending(compareGoVersions, [
    'v0.0.0-20180101000000-aaaaaaaaaaaa',
    'v0.0.0-20240329120000-0123456789ab',
    'v0.1.0-pre',
    'v0.1.0-pre.0.20240329120000-0123456789ab',
    'v0.1.0-pre.1',
    'v0.1.0',
    'v0.1.1-0.20240329120000-0123456789ab',
    'v0.1.1',
    '1.9.0',
    '1.10.0',
  ]);
});

test('The prefixes of modules and of Go are no part of the version, nor is what follows a plus sign', () => {
  const vectors = `
    v1.2.3 = 1.2.3
    go1.22.3 = 1.22.3
    v2.0.0+incompatible = 2.0.0
    v2.0.0+incompatible < v2.0.1-0.20240329120000-0123456789ab+incompatible
    v1 = 1.0.0
  `;
  assertVectors(compareGoVersions, parseVectors(vectors));
});

test('Releases of Go are ordered, as Go writes them and as its advisories do', () => {
  assertAscending(compareGoVersions, [
    '1.4beta1',
    '1.4rc1',
    '1.4',
    '1.4.1',
    '1.21.0-0',
    '1.21rc1',
    '1.21.0-rc.2',
    '1.21rc3',
    '1.21rc10',
    '1.21.0',
    '1.21.13',
    'go1.22rc1',
    'go1.22.0',
  ]);
  assertVectors(compareGoVersions, parseVectors('1.22rc2 = 1.22.0-rc.2\n1.20 = 1.20.0\n1.22 = 1.22.0\n1.9.2rc2 < 1.9.2'));
});

test('What is not a version of a module or of Go is refused by name', () => {
  assertRefused(compareGoVersions, 'a Go version', [
    '',
    '(devel)',
    'devel',
    'v',
    'go',
    '1.22-',
    '1.22preview1',
    'vv1.0.0',
    'master',
    '1.2.3 4',
  ]);
});

test('It is a total order', () => {
  assertTotalOrder(compareGoVersions, WRITTEN.module);
  assertTotalOrder(compareGoVersions, WRITTEN.toolchain);
});
