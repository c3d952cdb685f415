import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { READERS } from '../../src/ecosystems/index.ts';
import { scanArchive } from '../support/archives.ts';
import { temporaryFolder } from '../support/folder.ts';
import { run, succeed } from '../support/program.ts';

const SCRIPT = join(import.meta.dirname, 'smoke-layout.ts');

test('the layout that the smoke test scans is an Alpine with an old openssl', async () => {
  await using folder = await temporaryFolder();
  const layout = join(folder.path, 'layout');
  await succeed(process.execPath, [SCRIPT, layout]);
  const { packages } = await scanArchive(layout, { readers: READERS, platform: { os: 'linux', architecture: 'amd64' } });
  const found = packages.map(({ record: { name, version } }) => `${name} ${version}`);
  assert.ok(found.includes('libssl3 3.1.3-r0'), found.join());
});

test('the layout without a name for its folder is refused', async () => {
  const { status, stderr } = await run(process.execPath, [SCRIPT]);
  assert.deepEqual({ status, stderr }, { status: 2, stderr: 'Name the folder that is to be made.\n' });
});
