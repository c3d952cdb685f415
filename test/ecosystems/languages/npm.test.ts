import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NPM_PACKAGE } from '../../../src/ecosystems/languages/npm/package-json.ts';
import { NPM } from '../../../src/ecosystems/languages/npm.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, soon, wanted } from './reading.ts';

const PATH = 'app/node_modules/lodash/package.json';
const read = (document: unknown, path = PATH) => reading(NPM_PACKAGE, path, JSON.stringify(document));

test('It wants what lies right in node_modules, wherever that is', () => {
  const paths = [
    PATH,
    'node_modules/lodash/package.json',
    'app/node_modules/@babel/core/package.json',
    'app/node_modules/a/node_modules/@b/c/package.json',
    'usr/lib/node_modules/npm/package.json',
    'usr/lib/node_modules/npm/node_modules/semver/package.json',
    'app/node_modules/.pnpm/lodash@4.17.21/node_modules/lodash/package.json',
    'app/node_modules/JSONStream/package.json',
  ];
  assert.deepEqual(wanted(NPM_PACKAGE, paths), paths);
});

test('It does not want the application, what lies deeper in a package, or what a package manager keeps for itself', () => {
  const paths = [
    'package.json',
    'app/package.json',
    'node_modules/package.json',
    'app/node_modules/lodash/lib/package.json',
    'app/node_modules/@babel/package.json',
    'app/node_modules/@babel/core/lib/package.json',
    'app/node_modules/.cache/package.json',
    'app/node_modules/.lodash-Xy12/package.json',
    'app/node_modules/@babel/.core-Xy12/package.json/x',
    'app/not_node_modules/lodash/package.json',
    'app/node_modules/lodash/package.json.orig',
    'app/node_modules/lodash/my-package.json',
  ];
  assert.deepEqual(wanted(NPM_PACKAGE, paths), []);
});

test('A package is read with the folder above the first node_modules', () => {
  assert.deepEqual(read({ name: 'lodash', version: '4.17.20' }), {
    packages: [{ name: 'lodash', version: '4.17.20', root: 'app' }],
  });
  const roots = [
    ['node_modules/a/package.json', ''],
    ['usr/lib/node_modules/npm/node_modules/a/package.json', 'usr/lib'],
    ['srv/a/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json', 'srv/a'],
  ];
  for (const [path, root] of roots) assert.equal(read({ name: 'a', version: '1.0.0' }, path).packages[0]?.root, root);
});

test('An alias is what the file says, not what its folder is called', () => {
  assert.deepEqual(listed(read({ name: '@scope/real', version: '1.0.0' })), ['@scope/real@1.0.0']);
});

test('A version is the one that the registry has', () => {
  const cases = [
    ['1.2.3', '1.2.3'],
    ['v1.2.3', '1.2.3'],
    [' =1.2.3 ', '1.2.3'],
    ['1.2.3beta', '1.2.3-beta'],
    ['1.2.3-rc.1+build.5', '1.2.3-rc.1'],
    // These were never published, and an advisory of the same name still has to be judged.
    ['1.2', '1.2'],
    ['workspace:*', 'workspace:*'],
  ] as const;
  for (const [written, version] of cases) assert.deepEqual(listed(read({ name: 'a', version: written })), [`a@${version}`]);
});

test('A folder that is no package is passed over', () => {
  for (const document of [
    { type: 'module' },
    { name: 'a' },
    { version: '1.0.0' },
    { name: '', version: '1' },
    { name: 1, version: 2 },
    {},
  ]) {
    assert.deepEqual(read(document), { packages: [] });
  }
});

test('Old names may have capitals and marks, and no other names are taken', () => {
  for (const name of ['JSONStream', 'a.b', 'crypto-browserify', "it's", '@a-b/c.d', '@Scope/Name', '-', 'a'.repeat(214)]) {
    assert.deepEqual(listed(read({ name, version: '1.0.0' })), [`${name}@1.0.0`]);
  }
  for (const name of [...IMPOSSIBLE_NAMES, '.a', '_a', '@a', '@/b', '@a/', '@a/b/c', 'a/b', 'a@1']) {
    assertGap(read({ name, version: '1.0.0' }), /^1 package has a name or a version that nothing in npm can have/);
  }
});

test('A version that cannot be written down is a gap', () => {
  for (const version of ['1.0.0 ; rm', '1\u0000', '1\u202e', '1'.repeat(257)])
    assertGap(read({ name: 'a', version }), /\(the first is "a" in version/);
});

test('A byte order mark, carriage returns, Latin-1 and a field that stands twice do no harm', () => {
  assert.deepEqual(listed(reading(NPM_PACKAGE, PATH, '\ufeff{\r\n"name":"a",\r\n"version":"1.0.0"\r\n}\r\n')), ['a@1.0.0']);
  const latin = Buffer.from('{"author":"Andr\u00e9","name":"a","version":"1.0.0"}', 'latin1');
  assert.deepEqual(listed(reading(NPM_PACKAGE, PATH, latin)), ['a@1.0.0']);
  assert.deepEqual(listed(reading(NPM_PACKAGE, PATH, '{"version":"1.0.0","name":"a","version":"2.0.0"}')), ['a@2.0.0']);
});

test('Nothing is taken from a prototype', () => {
  const content = reading(NPM_PACKAGE, PATH, '{"__proto__":{"name":"evil","version":"6.6.6"}}');
  assert.deepEqual(content, { packages: [] });
  assert.equal(Object.hasOwn(Object.prototype, 'name'), false);
});

test('What is no JSON object throws, without a piece of it in the message', () => {
  for (const text of ['', '{', '{"token":"secret"', '\u0000', '[]', 'null', '"a"', '1']) {
    assert.throws(() => reading(NPM_PACKAGE, PATH, text), { message: /^it is not (?:JSON|a JSON object)$/ });
  }
});

test('Depth without an end throws as other broken files do, and depth with one does not', () => {
  const depth = 100_000;
  soon(() => assert.throws(() => reading(NPM_PACKAGE, PATH, '['.repeat(depth)), { message: 'it is not JSON' }));
  soon(() => {
    const deep = `{"name":"a","version":"1.0.0","deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    assert.deepEqual(listed(reading(NPM_PACKAGE, PATH, deep)), ['a@1.0.0']);
  });
});

test('A long path or name is judged quickly', () => {
  const long = 'node_modules/'.repeat(50_000);
  soon(() => NPM_PACKAGE.wants(`${long}@/package.json`));
  soon(() => read({ name: `${'a-'.repeat(500_000)}\u0000`, version: '1'.repeat(500_000) }));
});

test('A scope is the namespace of its purl', () => {
  assert.equal(NPM.purl({ name: '@babel/core', version: '7.0.0' }), 'pkg:npm/%40babel/core@7.0.0');
  assert.equal(NPM.purl({ name: 'lodash', version: '4.17.20' }), 'pkg:npm/lodash@4.17.20');
});
