import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PYTHON_METADATA } from '../../../src/ecosystems/languages/pypi/metadata.ts';
import { PYPI } from '../../../src/ecosystems/languages/pypi.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, soon, wanted } from './reading.ts';

const SITE = 'usr/lib/python3.11/site-packages';
const PATH = `${SITE}/Django-4.2.dist-info/METADATA`;
const read = (text: string | Uint8Array, path = PATH) => reading(PYTHON_METADATA, path, text);

test('It wants the metadata of wheels, eggs and what distutils left, in whatever case', () => {
  const paths = [
    PATH,
    PATH.toLowerCase(),
    `${SITE}/six-1.16.0.egg-info/PKG-INFO`,
    `${SITE}/six-1.16.0.egg-info`,
    `${SITE}/six-1.16.0-py3.11.egg/EGG-INFO/PKG-INFO`,
    `${SITE}/setuptools/_vendor/zipp-3.19.2.dist-info/METADATA`,
    'a.dist-info/METADATA',
  ];
  assert.deepEqual(wanted(PYTHON_METADATA, paths), paths);
});

test('It wants nothing else', () => {
  const paths = [
    `${SITE}/Django-4.2.dist-info/RECORD`,
    `${SITE}/six-1.16.0.egg-info/top_level.txt`,
    'src/six-1.16.0/PKG-INFO',
    'src/METADATA',
    'EGG-INFO/PKG-INFO',
    '.egg-info',
    `${SITE}/dist-info/METADATA`,
    `${SITE}/x.egg-info.bak`,
  ];
  assert.deepEqual(wanted(PYTHON_METADATA, paths), []);
});

test('The name is kept as it is written, with the folder that Python loads from', () => {
  const text = 'Metadata-Version: 2.1\nName: Django\nVersion: 4.2\nSummary: x\n\nName: other\nVersion: 9\n';
  assert.deepEqual(read(text), { packages: [{ name: 'Django', version: '4.2', root: SITE }] });
  const places = [`${SITE}/a.egg-info/PKG-INFO`, `${SITE}/a.egg-info`, `${SITE}/a-1-py3.egg/EGG-INFO/PKG-INFO`];
  for (const place of places) assert.equal(read(text, place).packages[0]?.root, SITE);
  assert.equal(read(text, 'a.egg-info').packages[0]?.root, '');
});

test('Line ends, a byte order mark, Latin-1, other cases, indented lines and second fields do no harm', () => {
  const texts = [
    'Name: a\r\nVersion: 1.0\r\n\r\n',
    '\ufeffName: a\nVersion: 1.0',
    'NAME:a\nversion :\t1.0 \n',
    'Description: x\n Name: b\n\tVersion: 2\nName: a\nVersion: 1.0\n',
    'Name: a\nVersion: 1.0\nName: b\nVersion: 2.0\n',
    '\n\nName: a\nVersion: 1.0\n',
    ': x\nno field\nName: a\nVersion: 1.0\n',
    '__proto__: b\nconstructor: c\nName: a\nVersion: 1.0\n',
  ];
  for (const text of texts) assert.deepEqual(listed(read(text)), ['a@1.0'], JSON.stringify(text));
  assert.deepEqual(listed(read(Buffer.from('Author: Andr\u00e9\nName: a\nVersion: 1.0\n', 'latin1'))), ['a@1.0']);
});

test('What lacks a name or a version throws', () => {
  assert.throws(() => read(''), { message: 'it lacks a name' });
  assert.throws(() => read('Version: 1\n'), { message: 'it lacks a name' });
  assert.throws(() => read('Name: a\nVersion:\n'), { message: 'it lacks a version' });
  assert.throws(() => read('Name: a\n\nVersion: 1\n'), { message: 'it lacks a version' });
});

test('Names and versions that no index has are gaps', () => {
  const names = IMPOSSIBLE_NAMES.filter((name) => !name.includes('\n'));
  for (const name of [...names, '-a', 'a-', '.', '_']) assertGap(read(`Name: ${name}\nVersion: 1\n`), /nothing in PyPI can have/);
  assertGap(read('Name: a\nVersion: 1 2\n'), /"a" in version "1 2"/);
  for (const name of ['a', 'A1', 'zope.interface', 'ruamel.yaml.clib', 'a__b'])
    assert.deepEqual(listed(read(`Name: ${name}\nVersion: 1\n`)), [`${name}@1`]);
});

test('A file of nothing but fields, or of one long line, is read quickly', () => {
  soon(() => assert.throws(() => read('a\n'.repeat(2_000_000))));
  soon(() => assert.throws(() => read('a'.repeat(4_000_000))));
  soon(() => read(`Name: ${'a.'.repeat(1_000_000)}\nVersion: 1\n`));
});

test('Advisories and purls have the normalised name', () => {
  for (const name of ['Zope.Interface', 'zope-interface', 'zope_interface', 'ZOPE-_.interface']) {
    assert.equal(PYPI.feed.nameOf?.(name), 'zope-interface');
    assert.equal(PYPI.purl({ name, version: '5.0' }), 'pkg:pypi/zope-interface@5.0');
  }
});
