import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { JAVA_ARCHIVES } from '../../src/ecosystems/java/reader.ts';
import { parsePom } from '../../src/ecosystems/java/pom.ts';
import type { FileContent } from '../../src/model/inventory.ts';
import { ZipReader } from '../../src/zip/zip.ts';
import { mavenJar, pomEntry } from '../support/jar.ts';
import { temporaryFolder } from '../support/folder.ts';
import { absence } from '../support/machine.ts';
import { succeed } from '../support/program.ts';

/** Where Debian and Maven keep archives. */
const PLACES = [
  '/usr/share/java/*.jar',
  '/usr/share/maven-repo/**/*.jar',
  '/usr/lib/jvm/**/*.jar',
  '/root/.m2/repository/**/*.jar',
];
const MOST = 60;
const LARGEST = 50 * 1024 * 1024;

/** Prints, for each archive, its entries and what the properties of Maven in it hold. */
const LIST = `
import json, sys, zipfile
for path in json.load(sys.stdin):
    with zipfile.ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist()]
        poms = {name: archive.read(name).decode('latin1') for name in names
                if name.startswith('META-INF/maven/') and name.endswith('/pom.properties')}
        print(json.dumps({'names': names, 'poms': poms}))
`;

interface Listing {
  readonly names: readonly string[];
  readonly poms: Readonly<Record<string, string>>;
}

async function listings(paths: readonly string[]): Promise<readonly Listing[]> {
  const printed = await succeed('python3', ['-c', LIST], { input: JSON.stringify(paths) });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The entries that went by, and those that the directory lists. */
function walked(bytes: Buffer): { readonly passed: readonly string[]; readonly listed: readonly string[] } {
  const passed: string[] = [];
  const zip = new ZipReader({
    entry: ({ name }) => {
      passed.push(name);
      return undefined;
    },
    listed: () => true,
  });
  for (let at = 0; at < bytes.length; at += 5000) zip.push(bytes.subarray(at, at + 5000));
  const directory = zip.end();
  assert.equal(directory?.damage, undefined);
  return { passed, listed: directory?.entries.map(({ name }) => name) ?? [] };
}

function read(path: string, bytes: Buffer): FileContent | undefined {
  const stream = JAVA_ARCHIVES.begin({ path: path.slice(1), size: bytes.length });
  for (let at = 0; at < bytes.length; at += 65_536) stream.write(bytes.subarray(at, at + 65_536));
  return stream.end();
}

async function realArchives(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of globSync(PLACES)) {
    const { size } = await stat(path);
    if (size > 22 && size < LARGEST) found.push(path);
  }
  // Some of each place, whatever is in the first.
  const step = Math.max(1, Math.floor(found.length / MOST));
  return found.filter((_, index) => index % step === 0).slice(0, MOST);
}

const archives = await realArchives();
const noArchives = archives.length === 0 ? 'there are no Java archives on this machine' : false;

suite('The Java archives of this machine', {
  skip: noArchives === false ? absence({ programs: ['python3'] }) : noArchives,
}, () => {
  test('have the entries that Python lists, and the artifacts that their properties tell', async () => {
    const expected = await listings(archives);
    for (const [index, path] of archives.entries()) {
      const bytes = await readFile(path);
      const { names, poms } = expected[index] ?? { names: [], poms: {} };
      const { passed, listed } = walked(bytes);
      assert.deepEqual(listed, names, path);
      assert.deepEqual([...passed].sort(), [...names].sort(), path);
      const content = read(path, bytes);
      assert.equal(content?.gap, undefined, path);
      const found = new Set(content?.packages.map(({ name, version }) => `${name}@${version}`));
      for (const [name, text] of Object.entries(poms)) {
        const pom = parsePom(name, Buffer.from(text, 'latin1'));
        assert.ok(pom !== undefined && found.has(`${pom.group}:${pom.artifact}@${pom.version}`), `${path}: ${name}`);
      }
    }
  });
});

const WRITERS: readonly { readonly program: string; readonly args: readonly string[] }[] = [
  { program: 'jar', args: ['--create', '--file', 'out.jar', '-C', 'content', '.'] },
  { program: 'jar', args: ['--create', '--no-compress', '--file', 'out.jar', '-C', 'content', '.'] },
  { program: 'zip', args: ['-q', '-r', 'out.jar', 'content'] },
  { program: 'zip', args: ['-q', '-r', '-fz', 'out.jar', 'content'] },
  { program: 'sh', args: ['-c', 'zip -q -r - content | cat > out.jar'] },
  { program: 'sh', args: ['-c', 'zip -q -0 -fd -r - content | cat > out.jar'] },
  { program: 'sh', args: ['-c', 'echo "#!/bin/sh" > out.jar && zip -q -r in.zip content && cat in.zip >> out.jar'] },
  { program: 'python3', args: ['-c', 'import shutil; shutil.move(shutil.make_archive("out", "zip", "content"), "out.jar")'] },
];

suite('An archive that is written by', { skip: absence({ programs: ['python3', 'zip', 'sh'] }) }, () => {
  for (const { program, args } of WRITERS) {
    test(`"${[program, ...args].join(' ')}" is read`, { skip: absence({ programs: [program] }) }, async () => {
      await using folder = await temporaryFolder();
      const cwd = folder.path;
      const pom = pomEntry('org.acme', 'outer', '1.0');
      const files = [
        pom,
        { name: 'lib/inner.jar', content: mavenJar('org.acme', 'inner', '2.0') },
        { name: 'a.bin', content: Buffer.alloc(99_999, 'PK') },
      ];
      for (const { name, content } of files) {
        await mkdir(join(cwd, 'content', name, '..'), { recursive: true });
        await writeFile(join(cwd, 'content', name), content ?? '');
      }
      await succeed(program, args, { cwd });
      const path = join(cwd, 'out.jar');
      const bytes = await readFile(path);
      const [expected] = await listings([path]);
      assert.deepEqual(walked(bytes).listed, expected?.names);
      const content = read(path, bytes);
      assert.equal(content?.gap, undefined);
      assert.deepEqual(content?.packages.map(({ name, version }) => `${name}@${version}`).sort(), [
        'org.acme:inner@2.0',
        'org.acme:outer@1.0',
      ]);
    });
  }
});
