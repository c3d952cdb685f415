import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RPM_MANIFEST } from '../../../src/ecosystems/rpm/manifest.ts';
import type { FileContent } from '../../../src/model/inventory.ts';

const NAMES = 'var/lib/rpmmanifest/container-manifest-1';
const COLUMNS = 'var/lib/rpmmanifest/container-manifest-2';

const line = (...columns: readonly string[]): string => columns.join('\t');
const OPENSSL = line(
  'openssl',
  '1.1.1k-9.cm2',
  '1643734400',
  '1640000000',
  'Microsoft Corporation',
  '(none)',
  '1164',
  'x86_64',
  '0',
  'openssl-1.1.1k-9.cm2.src.rpm',
);
const BIND = line('bind-utils', '9.16-1.cm2', '1', '2', '(none)', '(none)', '3', 'noarch', '32', 'bind-9.16-1.cm2.src.rpm');
const KEY = line('gpg-pubkey', '3135ce90-5e6fda74', '1', '2', '(none)', '(none)', '0', '(none)', '0', '(none)');

const read = (path: string, text: string, beside: readonly string[] = []): FileContent =>
  RPM_MANIFEST.read({ path, bytes: Buffer.from(text), companions: new Map(beside.map((name) => [name, Buffer.alloc(0)])) });

test('The columns tell packages with their epochs and sources', () => {
  assert.deepEqual(read(COLUMNS, [OPENSSL, BIND, KEY, ''].join('\n')), {
    packages: [
      {
        name: 'openssl',
        version: '1.1.1k-9.cm2',
        arch: 'x86_64',
        source: { name: 'openssl', version: '1.1.1k-9.cm2' },
        vendor: 'Microsoft Corporation',
      },
      { name: 'bind-utils', version: '32:9.16-1.cm2', arch: 'noarch', source: { name: 'bind', version: '32:9.16-1.cm2' } },
    ],
  });
});

test('A line that is no package is told, and the rest is kept', () => {
  const { packages, gap } = read(
    COLUMNS,
    ['openssl\t1.1-1\t2\t3\tMicrosoft\t(none)\t1\tx86_64\t0', OPENSSL, line(...OPENSSL.split('\t').with(1, '1.1.1k'))].join(
      '\r\n',
    ),
  );
  assert.equal(packages.length, 1);
  assert.equal(
    gap,
    '2 records are broken, the first thus: a line is no package: openssl\t1.1-1\t2\t3\tMicrosoft\t(none)\t1\tx86_64\t0',
  );
});

test('The names alone count only where the columns are not beside them, and that is told', () => {
  const text = 'openssl-libs-1.1.1k-9.cm2.x86_64\ngpg-pubkey-3135ce90-5e6fda74\n';
  assert.deepEqual(read(NAMES, text, [COLUMNS]), { packages: [] });
  const alone = read(NAMES, text);
  assert.deepEqual(alone.packages, [{ name: 'openssl-libs', version: '1.1.1k-9.cm2', arch: 'x86_64' }]);
  assert.match(alone.gap ?? '', /neither epochs nor sources/);
  assert.deepEqual(read(NAMES, ''), { packages: [] });
  for (const odd of ['no', 'no-version', '-1-2', 'a--1', 'a-1-1 b'])
    assert.match(read(NAMES, odd).gap ?? '', /is no package/, odd);
});

test('It wants both files, and the better one beside the other', () => {
  assert.ok(RPM_MANIFEST.wants(NAMES) && RPM_MANIFEST.wants(COLUMNS));
  assert.ok(!RPM_MANIFEST.wants('var/lib/rpmmanifest/container-manifest-3'));
  assert.deepEqual(RPM_MANIFEST.companions?.(NAMES), [COLUMNS]);
  assert.deepEqual(RPM_MANIFEST.companions?.(COLUMNS), []);
});
