import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPOSER_INSTALLED } from '../../../src/ecosystems/languages/packagist/installed.ts';
import { PACKAGIST } from '../../../src/ecosystems/languages/packagist.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, soon, wanted } from './reading.ts';

const PATH = 'var/www/html/vendor/composer/installed.json';
const read = (document: unknown, path = PATH) => reading(COMPOSER_INSTALLED, path, JSON.stringify(document));

const MONOLOG = { name: 'monolog/monolog', version: '2.9.1', version_normalized: '2.9.1.0', type: 'library' };

test('It wants what Composer installed, whatever the folder is called', () => {
  const paths = [
    PATH,
    'root/.composer/vendor/composer/installed.json',
    'srv/3rdparty/composer/installed.json',
    'composer/installed.json',
  ];
  assert.deepEqual(wanted(COMPOSER_INSTALLED, paths), paths);
  const others = [
    'vendor/installed.json',
    'vendor/my-composer/installed.json',
    'mycomposer/installed.json',
    'vendor/composer/installed.php',
  ];
  assert.deepEqual(wanted(COMPOSER_INSTALLED, others), []);
});

test('The lists of both versions of Composer are read', () => {
  const expected = { packages: [{ name: 'monolog/monolog', version: '2.9.1', root: 'var/www/html' }] };
  assert.deepEqual(read([MONOLOG]), expected);
  assert.deepEqual(read({ packages: [MONOLOG], dev: true, 'dev-package-names': ['monolog/monolog'] }), expected);
  assert.deepEqual(read([]), { packages: [] });
  assert.deepEqual(read({ packages: [] }), { packages: [] });
  assert.equal(read([MONOLOG], 'composer/installed.json').packages[0]?.root, '');
});

test('Versions are kept as they are written, branches included', () => {
  const versions = ['v6.2.0', 'dev-master', 'dev-feature/x', '1.x-dev', '1.0.0-beta2', '4.17.99999.0'];
  assert.deepEqual(
    listed(read(versions.map((version) => ({ name: 'a/b', version })))),
    versions.map((version) => `a/b@${version}`),
  );
});

test('An entry that no registry has is a gap, and the others are kept', () => {
  const bad = [...IMPOSSIBLE_NAMES, 'nobody', '/a', 'a/', 'a/b/c'].map((name) => ({ name, version: '1' }));
  for (const entry of bad) assertGap(read([entry]), /^1 package has a name or a version that nothing in Packagist can have/);
  for (const entry of [null, 1, 'a/b', [], {}, { name: 'a/b' }, { version: '1' }, { name: ['a/b'], version: 1 }])
    assertGap(read([entry]), /^1 package has/);
  const { packages, gap } = read([MONOLOG, ...bad]);
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['monolog/monolog'],
  );
  assert.match(gap ?? '', new RegExp(`^${String(bad.length)} packages have a name`));
});

test('What is no list throws', () => {
  for (const text of ['{}', 'null', '1', '{"packages":{}}', '{"__proto__":{"packages":[]}}']) {
    assert.throws(() => reading(COMPOSER_INSTALLED, PATH, text), { message: 'it holds no list of packages' });
  }
  assert.throws(() => reading(COMPOSER_INSTALLED, PATH, '[{'), { message: 'it is not JSON' });
  soon(() => assert.throws(() => reading(COMPOSER_INSTALLED, PATH, '['.repeat(100_000))));
});

test('The vendor is the namespace of the purl, and case does not count', () => {
  assert.equal(PACKAGIST.purl({ name: 'Monolog/monolog', version: 'v2.9.1' }), 'pkg:composer/monolog/monolog@v2.9.1');
  assert.equal(PACKAGIST.feed.nameOf?.('TYPO3/cms'), 'typo3/cms');
});
