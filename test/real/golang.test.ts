import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { after, before, suite, test } from 'node:test';
import { GO_PROGRAMS } from '../../src/ecosystems/executable/go/programs.ts';
import { read } from '../ecosystems/executable/streaming.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/machine.ts';
import { run, succeed } from '../support/program.ts';

const GO = programPath('go') ?? ['/usr/local/go/bin/go'].find((path) => existsSync(path));
const skip = GO === undefined ? 'go is not installed here' : false;
const go = GO ?? 'go';

/** Files of a program with one module in its own folder, two replaced, and one as if it were published. */
const FILES: Readonly<Record<string, string>> = {
  'go.mod': `module example.org/tool
go 1.21
require (
	example.org/local v1.2.0
	example.org/other v0.3.1
)
replace example.org/local => ./local
replace example.org/other => ./other
`,
  'main.go': `package main

import (
	"example.org/local"
	"example.org/other"
)

var version = "none"

func main() {
	println(local.Name, other.Name, version, "\\xff Go buildinf:go1.2")
}
`,
  'local/go.mod': 'module example.org/local\ngo 1.21\n',
  'local/local.go': 'package local\n\nconst Name = "local"\n',
  'other/go.mod': 'module example.org/other\ngo 1.21\n',
  'other/other.go': 'package other\n\nconst Name = "other"\n',
};

/** What Go says of a program, as packages: `name version`, in order. Replaced modules count as what replaced them. */
async function askGo(file: string): Promise<readonly string[]> {
  const [first = '', ...lines] = (await succeed(go, ['version', '-m', file])).trimEnd().split('\n');
  const packages = [`stdlib ${/: go(\S+)/.exec(first)?.[1]}`];
  for (const line of lines) {
    const [, kind, name, version] = line.split('\t');
    if (kind === '=>') packages.pop();
    if (kind === 'dep' || kind === '=>' || kind === 'mod') packages.push(`${name} ${version || '(devel)'}`);
  }
  return packages.filter((line) => !line.endsWith(' (devel)'));
}

async function ask(file: string): Promise<readonly string[] | undefined> {
  const content = read(GO_PROGRAMS, await readFile(file), 65_536);
  assert.equal(content?.gap, undefined);
  return content?.packages.map(({ name, version }) => `${name} ${version}`);
}

suite('Go programs', { skip }, () => {
  let folder: TemporaryFolder;
  const build = async (
    name: string,
    environment: Readonly<Record<string, string>>,
    ...flags: readonly string[]
  ): Promise<string> => {
    const file = join(folder.path, name);
    const env = {
      ...process.env,
      GOFLAGS: '-mod=mod -buildvcs=false',
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
      CGO_ENABLED: '0',
      ...environment,
    };
    await succeed(go, ['build', ...flags, '-o', file, '.'], { cwd: join(folder.path, 'source'), env });
    return file;
  };

  before(async () => {
    folder = await temporaryFolder();
    for (const [path, text] of Object.entries(FILES)) {
      const file = join(folder.path, 'source', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  });
  after(() => folder[Symbol.asyncDispose]());

  const builds: readonly (readonly [name: string, environment: Readonly<Record<string, string>>, flags: readonly string[]])[] = [
    ['linux-amd64', { GOOS: 'linux', GOARCH: 'amd64' }, []],
    ['linux-amd64-stripped', { GOOS: 'linux', GOARCH: 'amd64' }, ['-ldflags=-s -w -buildid=']],
    ['linux-s390x', { GOOS: 'linux', GOARCH: 's390x' }, []],
    ['windows-amd64', { GOOS: 'windows', GOARCH: 'amd64' }, []],
    ['darwin-arm64', { GOOS: 'darwin', GOARCH: 'arm64' }, ['-ldflags=-s -w']],
  ];
  // Building for a platform builds Go's library for it first: so the program needs nothing of that but the runtime.
  for (const [name, environment, flags] of builds) {
    test(`A program for ${name} holds what Go itself reads of it`, async () => {
      const file = await build(name, environment, ...flags);
      const expected = await askGo(file);
      assert.match(expected[0] ?? '', /^stdlib \d/);
      assert.deepEqual(await ask(file), expected);
    });
  }

  test('A version that is linked into a program is its own', async () => {
    const file = await build('versioned', {}, '-ldflags=-X main.version=1.2.3');
    assert.deepEqual(await ask(file), [...(await askGo(file)), 'example.org/tool v1.2.3']);
  });

  test('The Go programs of this machine hold what Go itself reads of them', async (context) => {
    const folders = join(import.meta.dirname, '../../node_modules/@oxlint-tsgolint/linux-x64/tsgolint');
    const names = ['gofmt', 'skopeo', 'umoci', 'docker-registry', 'runc', 'containerd', 'docker', 'podman', 'buildah'];
    const files = [go, folders, ...names.flatMap((name) => programPath(name) ?? [])].filter((path) => existsSync(path));
    let count = 0;
    for (const file of files) {
      if ((await run(go, ['version', file])).stdout === '') continue;
      assert.deepEqual(await ask(file), await askGo(file), file);
      count += 1;
    }
    context.diagnostic(`${count} programs`);
    assert.ok(count > 0);
  });
});
