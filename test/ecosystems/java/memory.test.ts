import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import type { FileContent } from '../../../src/model/inventory.ts';
import { succeed } from '../../support/program.ts';

const MIB = 1024 * 1024;
const PROGRAM = join(import.meta.dirname, 'large-archive.ts');

test('An archive of 300 MB in an archive streams by in less memory than it has', async () => {
  const printed = await succeed(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, `${300 * MIB}`]);
  const { content, peak }: { readonly content: FileContent; readonly peak: number } = JSON.parse(printed);
  assert.deepEqual(content.packages.map(({ name }) => name).sort(), ['g:inner.jar', 'g:noise.bin']);
  assert.equal(content.gap, undefined);
  assert.ok(peak < 200 * MIB, `it took ${Math.round(peak / MIB)} MiB`);
});
