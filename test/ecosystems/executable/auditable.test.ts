import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { RUST_PROGRAMS } from '../../../src/ecosystems/executable/rust/programs.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { absence, programPath } from '../../support/machine.ts';
import { succeed } from '../../support/program.ts';
import { packagesOf, read } from './streaming.ts';

const packages = Array.from({ length: 30 }, (_, index) => ({
  name: `crate-${index}`,
  version: `0.${index}.1`,
  source: 'crates.io',
}));

suite('Programs that binutils wrote a section into', { skip: absence({ programs: ['objcopy', 'strip'] }) }, () => {
  test('hold the crates of that section, stripped or not', async () => {
    await using folder = await temporaryFolder();
    const [section, program, stripped] = ['section', 'program', 'stripped'].map((name) => join(folder.path, name));
    assert.ok(section !== undefined && program !== undefined && stripped !== undefined);
    await writeFile(section, deflateSync(JSON.stringify({ packages, format: 1 })));
    await succeed('objcopy', [`--add-section=.dep-v0=${section}`, programPath('objcopy') ?? '', program]);
    await succeed('strip', ['-o', stripped, program]);
    for (const file of [program, stripped]) {
      for (const size of [4096, 65_536]) {
        assert.deepEqual(
          packagesOf(read(RUST_PROGRAMS, await readFile(file), size)),
          packages.map(({ name, version }) => `${name} ${version}`),
        );
      }
    }
    assert.equal(read(RUST_PROGRAMS, await readFile(programPath('objcopy') ?? '')), undefined);
  });
});
