import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { LOCKFILES, lockfileOf } from '../../src/source/lockfiles/index.ts';

/** What a lock file names: `3 braces 3.0.2`. */
function named(path: string, text: string): readonly string[] {
  const kind = lockfileOf(path);
  assert.ok(kind, `${path} is no lock file`);
  return Array.from(kind.packages(text), ({ line, name, version }) => `${line} ${name} ${version}`);
}

const NPM_1 = `{
  "name": "shop", "version": "1.0.0", "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "requires": { "b": "^1.0.0" },
      "dependencies": {
        "@s/b": {
          "version": "2.0.0"
        }
      }
    },
    "alias": {
      "version": "npm:@real/c@3.0.0"
    }
  }
}`;
const NPM_3 = `{
  "name": "shop", "version": "1.0.0",
  "packages": {
    "": { "name": "shop", "version": "1.0.0", "dependencies": { "version": "^9" } },
    "node_modules/a": {
      "version": "1.0.0",
      "engines": { "node": ">=6" }
    },
    "node_modules/a/node_modules/@s/b": {
      "version": "2.0.0"
    },
    "node_modules/alias": {
      "name": "real",
      "version": "3.0.0"
    }
  },
  "dependencies": { "a": { "version": "1.0.0" } }
}`;

const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['npm’s first form', 'package-lock.json', NPM_1, ['4 a 1.0.0', '8 @s/b 2.0.0', '13 @real/c 3.0.0']],
  ['npm', 'app/package-lock.json', NPM_3, ['5 a 1.0.0', '9 @s/b 2.0.0', '12 real 3.0.0', '17 a 1.0.0']],
  [
    'Yarn',
    'yarn.lock',
    '# yarn lockfile v1\n\n"@s/a@^1.0.0", "@s/a@^1.1":\n  version "1.2.3"\n  dependencies:\n    version "^9"\n\nb@~2:\n  version "2.0.0"\n\n"al@npm:real@^3":\n  version "3.0.0"\n',
    ['3 @s/a 1.2.3', '8 b 2.0.0', '11 real 3.0.0'],
  ],
  [
    'Yarn’s later forms',
    'yarn.lock',
    '__metadata:\n  version: 8\n\n"@s/a@npm:^1.0.0, @s/a@npm:^1.1":\n  version: 1.2.3\n  resolution: "@s/a@npm:1.2.3"\n\n"al@npm:real@^3":\n  version: 3.0.0\n  resolution: "real@npm:3.0.0"\n',
    ['1 __metadata 8', '4 @s/a 1.2.3', '8 real 3.0.0'],
  ],
  [
    'pnpm 5',
    'pnpm-lock.yaml',
    'lockfileVersion: 5.4\npackages:\n\n  /@s/a/1.2.3_react@17.0.2:\n    resolution: {}\n\n  /b/2.0.0:\n    dev: false\n',
    ['4 @s/a 1.2.3', '7 b 2.0.0'],
  ],
  [
    'pnpm 6',
    'pnpm-lock.yaml',
    "lockfileVersion: '6.0'\npackages:\n\n  /@s/a@1.2.3(react@17.0.2):\n    resolution: {}\n  /b@2.0.0:\n",
    ['4 @s/a 1.2.3', '6 b 2.0.0'],
  ],
  [
    'pnpm 9',
    'pnpm-lock.yaml',
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    x: y\npackages:\n  '@s/a@1.2.3':\n    resolution: {}\n  b@2.0.0:\n    x: y\nsnapshots:\n  b@2.0.0(c@1): {}\n",
    ['6 @s/a 1.2.3', '8 b 2.0.0', '11 b 2.0.0'],
  ],
  [
    'pip',
    'dev-requirements.txt',
    '# a==0\n-r x.txt\nFlask[async] == 2.3.1 ; python_version > "3" \\\n    --hash=sha256:aa\nb>=1\nc===1.0#x\n',
    ['3 Flask 2.3.1', '6 c 1.0'],
  ],
  [
    'Poetry',
    'poetry.lock',
    '[[package]]\nname = "a"\nversion = "1.0"\n\n[package.dependencies]\nname = "no"\nversion = "9"\n\n[[package]]\nname = "b"\nversion = "2.0"\n[metadata]\nversion = "9"\n',
    ['2 a 1.0', '10 b 2.0'],
  ],
  ['uv', 'uv.lock', 'version = 1\n[[package]]\nname = "a"\nversion = "1.0"\n', ['3 a 1.0']],
  ['Cargo', 'Cargo.lock', 'version = 4\r\n[[package]]\r\nname = "a"\r\nversion = "1.0.0"\r\n', ['3 a 1.0.0']],
  [
    'Pipenv',
    'Pipfile.lock',
    '{"_meta": {"requires": {"version": "3"}},\n"default": {\n"a": {\n"hashes": ["x"], "version": "==1.0"}},\n"develop": {"b": {"version": "==2.0"}}}',
    ['3 a 1.0', '5 b 2.0'],
  ],
  [
    'Go',
    'go.mod',
    'module m\n\ngo 1.22.1\ntoolchain go1.22.3\n\nrequire one.test/a v1.0.0\nrequire (\n\ttwo.test/b/v2 v2.0.0 // indirect\n\t// no.test/c v9.0.0\n)\nreplace (\n\tx.test/d v1.0.0 => y.test/e v1.1.0\n\tx.test/f => ../f\n)\n',
    ['3 stdlib 1.22.1', '4 stdlib 1.22.3', '6 one.test/a v1.0.0', '8 two.test/b/v2 v2.0.0', '12 y.test/e v1.1.0'],
  ],
  ['Go’s sums', 'go.sum', 'a.test/a v1.0.0 h1:x=\na.test/a v1.0.0/go.mod h1:y=\n', ['1 a.test/a v1.0.0']],
  [
    'Composer',
    'composer.lock',
    '{"packages": [\n{"name": "a/b",\n"version": "v1.0.0", "authors": [{"name": "x", "version": "9"}]}],\n"packages-dev": [{"name": "c/d", "version": "2.0"}], "name": "no"}',
    ['2 a/b v1.0.0', '4 c/d 2.0'],
  ],
  [
    'Bundler',
    'Gemfile.lock',
    'GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0.0)\n      b (>= 1)\n    nokogiri (1.15.0-x86_64-linux)\n\nDEPENDENCIES\n  a (~> 1)\n',
    ['4 a 1.0.0', '6 nokogiri 1.15.0'],
  ],
  [
    'NuGet',
    'src/packages.lock.json',
    '{"version": 1, "dependencies": {"net8.0": {\n"A.B": {\n"type": "Direct", "requested": "[1, )", "resolved": "1.2.3",\n"dependencies": {"C": "1"}}}}}',
    ['2 A.B 1.2.3'],
  ],
];

describe('a lock file names packages with their lines', () => {
  for (const [tool, path, text, expected] of cases) {
    test(`of ${tool}`, () => assert.deepEqual(named(path, text), expected));
    test(`of ${tool}, cut off anywhere, without an error`, () => {
      for (let end = 0; end < text.length; end += 7) named(path, text.slice(0, end));
    });
  }

  test('of npm, read as a reader of JSON reads it', () => {
    const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
    const { packages } = JSON.parse(text) as { packages: Record<string, { name?: string; version?: string }> };
    const expected = Object.entries(packages)
      .filter(([path, { version }]) => path !== '' && version !== undefined)
      .map(([path, { name, version }]) => [path, name ?? path.split('node_modules/').at(-1), version]);
    const lines = text.split('\n');
    const told = Array.from(lockfileOf('package-lock.json')?.packages(text) ?? [], ({ name, version, line }) => [
      /"(.*)": \{/.exec(lines[line - 1] ?? '')?.[1],
      name,
      version,
    ]);
    assert.ok(told.length > 100);
    assert.deepEqual(told, expected);
  });

  test('and no other file does', () => {
    for (const path of ['package.json', 'Cargo.toml', 'notes.txt', 'yarn.lock/x', '']) assert.equal(lockfileOf(path), undefined);
  });
});

test('whatever the text, lines lie within it', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"a"',
    '"version"',
    ':',
    ',',
    '\n',
    '\\',
    '"',
    '[[package]]',
    'name = "a"',
    'version = "1"',
    '__proto__',
    ' ',
    '  a@1:',
    '(',
    ')',
    '==',
    'v1',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
      const text = pieces.join('');
      for (const kind of LOCKFILES) {
        for (const { line } of kind.packages(text)) assert.ok(line >= 1 && line <= text.split('\n').length);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('text that means harm takes no time', () => {
  const started = process.cpuUsage().user;
  const evils = [
    '{"a":'.repeat(300_000),
    '{"b":"x","a":'.repeat(100_000),
    '['.repeat(1_000_000),
    '"'.repeat(1_000_001),
    `"${'\\a'.repeat(500_000)}`,
    ' '.repeat(1_000_000),
    `  ${'a'.repeat(1_000_000)}`,
    `"${'@'.repeat(500_000)}:`,
    `a @npm:${'a'.repeat(500_000)}:`,
    '=> '.repeat(300_000),
    'a['.repeat(300_000),
  ];
  for (const evil of evils) for (const kind of LOCKFILES) Array.from(kind.packages(evil));
  assert.ok(process.cpuUsage().user - started < 15_000_000);
});
