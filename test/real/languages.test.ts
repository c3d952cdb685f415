import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NPM_PACKAGE } from '../../src/ecosystems/languages/npm/package-json.ts';
import { PYTHON_METADATA } from '../../src/ecosystems/languages/pypi/metadata.ts';
import { normalizedName } from '../../src/ecosystems/languages/pypi/name.ts';
import { GEMSPEC } from '../../src/ecosystems/languages/rubygems/gemspec.ts';
import type { FileReader } from '../../src/model/inventory.ts';
import type { PackageRecord } from '../../src/model/package.ts';
import { absence, programPath } from '../support/machine.ts';

const PROJECT = join(import.meta.dirname, '../..');
/** Systems install `npm` beside a Node.js of their own, which the tests' one need not be. */
const GLOBAL = '/usr/lib/node_modules';

/** What a reader finds in a folder of this machine; a gap fails the test. Links are not followed, as in a layer. */
function found(reader: FileReader, folder: string): readonly PackageRecord[] {
  const packages: PackageRecord[] = [];
  const waiting = [folder];
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const full = join(current, entry.name);
      const path = full.slice(1);
      if (entry.isDirectory()) waiting.push(full);
      if (!entry.isFile() || !reader.wants(path)) continue;
      const { packages: records, gap } = reader.read({ path, bytes: readFileSync(full) });
      assert.equal(gap, undefined, full);
      packages.push(...records);
    }
  }
  return packages;
}

function run(program: string, args: readonly string[]): unknown {
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] }));
}

function sorted(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort();
}

interface Installed {
  readonly name: string;
  readonly version: string;
}

const textOf = ({ name, version }: Installed): string => `${name}@${version}`;

for (const [title, folder, scope] of [
  ['this project', join(PROJECT, 'node_modules'), ['--prefix', PROJECT]],
  ['this machine', GLOBAL, ['--global', '--prefix', '/usr']],
] as const) {
  const skip = absence({ programs: ['npm'] }) || (!existsSync(folder) && `nothing is installed in ${folder}`);
  test(`What npm lists for ${title} is what is read`, { skip }, () => {
    const nodes = run('npm', ['query', '*', ...scope]) as readonly (Installed & { readonly location: string })[];
    // The first is the folder itself, which is no package.
    const listed = sorted(nodes.filter(({ location }) => location !== '').map(textOf));
    assert.ok(listed.length > 0);
    assert.deepEqual(sorted(found(NPM_PACKAGE, realpathSync(folder)).map(textOf)), listed);
  });
}

/** What pip leaves out because Python itself brings it. */
const STANDARD = new Set(['python', 'wsgiref', 'argparse']);

for (const python of ['python3', '/usr/bin/python3']) {
  const skip = absence({ programs: [python.startsWith('/') ? 'python3' : python] }) || lackingPip(python);
  test(`What pip lists for ${python} is what is read`, { skip }, () => {
    const listed = run(python, ['-m', 'pip', 'list', '--format=json', '--disable-pip-version-check']) as readonly Installed[];
    const folders = (run(python, ['-c', 'import json, sys; print(json.dumps(sys.path[1:]))']) as readonly string[]).filter(
      isFolder,
    );
    const packages = new Map<string, string>();
    for (const folder of folders) {
      // What a package carries for itself lies deeper, and Python does not find it by its name.
      for (const { name, version, root } of found(PYTHON_METADATA, folder)) {
        const key = normalizedName(name);
        // The first folder that has a package is the one that Python takes it from.
        if (`/${root}` === folder && !packages.has(key) && !STANDARD.has(key)) packages.set(key, version);
      }
    }
    assert.ok(listed.length > 0);
    const normalized = listed.map(({ name, version }) => textOf({ name: normalizedName(name), version }));
    assert.deepEqual(sorted([...packages].map(([name, version]) => textOf({ name, version }))), sorted(normalized));
  });
}

function isFolder(path: string): boolean {
  return existsSync(path) && !path.endsWith('.zip');
}

function lackingPip(python: string): string | false {
  try {
    execFileSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${python} has no pip here`;
  }
}

const RUBY = `
require 'json'
gems = Gem::Specification.map { |gem| { name: gem.name, version: gem.version.to_s, platform: gem.platform.to_s } }
puts JSON.generate({ folders: Gem::Specification.dirs, gems: gems })
`;

test('What RubyGems lists is what is read', { skip: absence({ programs: ['ruby'] }) }, () => {
  const { folders, gems } = run(programPath('ruby') ?? 'ruby', ['-e', RUBY]) as {
    readonly folders: readonly string[];
    readonly gems: readonly (Installed & { readonly platform: string })[];
  };
  const listed = gems.map((gem) => `${textOf(gem)} ${gem.platform}`);
  const packages = folders.filter(isFolder).flatMap((folder) => found(GEMSPEC, folder));
  assert.ok(listed.length > 0);
  assert.deepEqual(sorted(packages.map((gem) => `${textOf(gem)} ${gem.arch ?? 'ruby'}`)), sorted(listed));
});
