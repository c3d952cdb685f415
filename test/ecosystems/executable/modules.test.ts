import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentOf } from '../../../src/ecosystems/executable/go/records.ts';
import { GOLANG } from '../../../src/ecosystems/languages/golang.ts';
import { packagesOf } from './streaming.ts';

/** What is recorded of a program with these lines, without the standard library. */
function recorded(...lines: readonly string[]): readonly string[] | undefined {
  const content = contentOf({ version: 'go1.21.3', modules: `${lines.join('\n')}\n` }, 'a');
  assert.equal(content.gap, undefined);
  return packagesOf(content)?.filter((line) => line !== 'stdlib 1.21.3');
}

test('A module that was replaced by another stands as that', () => {
  assert.deepEqual(recorded('dep\ta.org/a\tv1.0.0\th1:a=', '=>\tb.org/b\tv1.0.1\th1:b=', 'dep\tc.org/c\tv2.0.0\t'), [
    'b.org/b v1.0.1',
    'c.org/c v2.0.0',
  ]);
});

test('A module that was replaced by a folder has no version that anyone published', () => {
  assert.deepEqual(
    recorded('dep\ta.org/a\tv1.0.0', '=>\t./local\t(devel)\t', 'dep\tb.org/b\tv1.0.0', '=>\t../b\t', 'dep\tc.org/c\t(devel)'),
    [],
  );
});

test('Versions stand as they are written', () => {
  const written = ['v2.0.0+incompatible', 'v0.0.0-20200501145240-bc7a7d42d5c3', 'v1.2.3-rc.1'];
  assert.deepEqual(
    recorded(...written.map((version) => `dep\ta.org/a\t${version}\th1:x=`)),
    written.map((version) => `a.org/a ${version}`),
  );
});

test('The module of the program counts where it has a version', () => {
  assert.deepEqual(recorded('mod\ta.org/a\tv1.0.0+dirty\t'), ['a.org/a v1.0.0+dirty']);
  assert.deepEqual(recorded('mod\ta.org/a\tv0.0.0-20250101000000-abcdefabcdef\th1:x='), [
    'a.org/a v0.0.0-20250101000000-abcdefabcdef',
  ]);
  for (const version of ['(devel)', '']) assert.deepEqual(recorded(`mod\ta.org/a\t${version}\t`), []);
});

test('A version that Go made up for a clone without tags does not count', () => {
  assert.deepEqual(recorded('mod\ta.org/a\tv0.0.0-20250101000000-abcdefabcdef', 'build\tvcs.revision=abcdef'), []);
});

test('A version that was linked into the program counts where it is its own, a release, and the only one', () => {
  const linked = (flags: string): readonly string[] | undefined =>
    recorded('mod\ta.org/a\t(devel)\t', `build\t-ldflags=${flags}`);
  assert.deepEqual(linked('"-s -w -X main.version=1.2.3"'), ['a.org/a v1.2.3']);
  assert.deepEqual(linked('"-X \'a.org/a/internal/build.Version=v1.2.3-rc.1\' -X main.commit=abc"'), ['a.org/a v1.2.3-rc.1']);
  assert.deepEqual(linked('-X=main.version=1.2.3'), ['a.org/a v1.2.3']);
  assert.deepEqual(linked('"-X main.version=1.2.3 -X a.org/a/b.version=v1.2.3"'), ['a.org/a v1.2.3']);
  for (const flags of [
    '"-X main.version=1.2.3 -X a.org/a/b.version=2.0.0"',
    '"-X main.version=1.2"',
    '"-X main.version=1.2.03"',
    '"-X main.version=master"',
    '"-X k8s.io/component-base/version.gitVersion=v1.28.3"',
    '"-X b.org/b.version=1.2.3"',
    '"-X a.org/abc.version=1.2.3"',
    '"-X main.goversion=1.2.3"',
  ])
    assert.deepEqual(linked(flags), [], flags);
});

test('The release of Go is told without what vendors and experiments add', () => {
  const releases: Readonly<Record<string, string>> = {
    'go1.21.3': '1.21.3',
    'go1.26.0 X:nodwarf5': '1.26.0',
    'go1.22rc1': '1.22rc1',
    'go1.20beta1': '1.20beta1',
    'go1.15.2b5': '1.15.2',
    'go1.21.3-fips': '1.21.3',
    'go1.20.10 (Red Hat 1.20.10-1.el9)': '1.20.10',
    'go1.18': '1.18',
  };
  for (const [version, release] of Object.entries(releases)) {
    assert.deepEqual(packagesOf(contentOf({ version, modules: '' }, 'a')), [`stdlib ${release}`]);
  }
});

test('A program by no release of Go has its modules, and a gap that names what built it', () => {
  for (const version of ['devel go1.27-4dd9a1 Mon Jan 1', 'devel +abc', 'go1.26-devel_4dd9a1', 'unknown']) {
    const content = contentOf({ version, modules: 'dep\ta.org/a\tv1.0.0\n' }, 'a');
    assert.deepEqual(packagesOf(content), ['a.org/a v1.0.0']);
    assert.ok(content.gap?.includes(JSON.stringify(version)));
  }
});

test('Modules that Go would not name so are counted in a gap, because no package URL can name them', () => {
  const lines = [
    'a.org/a\tv1.0.0',
    'a.org/\tv1.0.0',
    '\tv1.0.0',
    'b.org/b\tv1.0',
    'b.org/b\tmaster',
    'b.org/b\t1.0.0',
    'b.org/b\tv1.0.0-01',
  ];
  const content = contentOf({ version: 'go1.21.3', modules: lines.map((line) => `dep\t${line}\n`).join('') }, 'a');
  assert.deepEqual(packagesOf(content), ['stdlib 1.21.3', 'a.org/a v1.0.0']);
  assert.equal(content.gap, '6 of its modules have no name or no version that Go would give them.');
  for (const pkg of content.packages) assert.match(GOLANG.purl(pkg), /^pkg:golang\//);
});

test('Lines that are none of a build are passed over', () => {
  assert.deepEqual(recorded('=>\ta.org/a\tv1.0.0', 'dep', 'build', 'build\t', 'other\ta\tv1', '\t\t'), []);
});

test('A path that no module can have makes a gap, because nothing could name it', () => {
  for (const path of ['a.org/', '/a.org', 'a.org//b', 'a.org/..', '.', 'a.org/b c', 'a.org/\u0001']) {
    const { packages, gap } = contentOf({ version: 'go1.21.3', modules: `dep\t${path}\tv1.0.0\n` }, 'a');
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['stdlib'],
      path,
    );
    assert.match(gap ?? '', /1 of its modules/);
  }
});
