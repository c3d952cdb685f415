import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { outputError, prepareOutput, writeReport } from '../../src/host/output.ts';
import { ScanError } from '../../src/model/errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

suite('a report', () => {
  test('is written whole, in folders that are made for it, with nothing left beside it', async () => {
    const path = join(folder, 'a', 'b', 'report.sarif');
    await prepareOutput(path);
    await writeReport(path, '{}\n');
    assert.equal(readFileSync(path, 'utf8'), '{}\n');
    assert.deepEqual(readdirSync(join(folder, 'a', 'b')), ['report.sarif']);
  });

  test('replaces an earlier one', async () => {
    const path = join(folder, 'report.sarif');
    writeFileSync(path, 'an earlier and longer report');
    await writeReport(path, '{}\n');
    assert.equal(readFileSync(path, 'utf8'), '{}\n');
  });

  test('of an earlier run is gone before the scan starts, so that a scan that fails leaves none', async () => {
    const path = join(folder, 'report.sarif');
    writeFileSync(path, 'an earlier report');
    await prepareOutput(path);
    assert.ok(!existsSync(path));
  });

  test('is written through a link, which stays a link', async () => {
    const target = join(folder, 'target.sarif');
    const path = join(folder, 'report.sarif');
    writeFileSync(target, '');
    symlinkSync(target, path);
    await writeReport(path, '{}\n');
    assert.ok(lstatSync(path).isSymbolicLink());
    assert.equal(readFileSync(target, 'utf8'), '{}\n');
  });

  test('that is interrupted is not there, nor half of it, and the reason is told as it is', async () => {
    const reason = new ScanError('ABORTED', 'The scan was interrupted.');
    await assert.rejects(writeReport(join(folder, 'report.sarif'), '{}\n', { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('that the disk has no room for is not there, nor half of it', { skip: process.platform === 'win32' }, () => {
    // A limit on the size of a file is the nearest to a full disk that needs no privilege.
    const program = `
      process.on('SIGXFSZ', () => {});
      const { writeReport } = await import('./src/host/output.ts');
      await writeReport(process.argv[1], 'x'.repeat(1e6)).catch((error) => console.log(error.code));
    `;
    const command = 'ulimit -f 8 && exec "$0" --input-type=module --eval "$1" "$2"';
    const path = join(folder, 'report.sarif');
    const { stdout } = spawnSync('sh', ['-c', command, process.execPath, program, path], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
    });
    assert.equal(stdout, 'DISK_FULL\n');
    assert.deepEqual(readdirSync(folder), []);
  });
});

suite('a place that cannot be written fails before the scan, and says why', () => {
  test('a folder', async () => {
    const refused = { code: 'OUTPUT_FAILED', hint: /It is a folder/ };
    await assert.rejects(prepareOutput(folder), refused);
    await assert.rejects(writeReport(folder, '{}\n'), refused);
  });

  test('below a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const refused = { code: 'OUTPUT_FAILED', hint: /file, not a folder/ };
    await assert.rejects(prepareOutput(join(folder, 'file', 'report.sarif')), refused);
    await assert.rejects(writeReport(join(folder, 'file', 'report.sarif'), '{}\n'), refused);
  });

  test('a name that is too long', async () => {
    await assert.rejects(prepareOutput(join(folder, 'a'.repeat(300))), { code: 'OUTPUT_FAILED', hint: /too long/ });
  });

  test('a read-only folder', { skip: process.getuid?.() === 0 ? 'root may write anywhere' : false }, async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    await assert.rejects(prepareOutput(join(closed, 'report.sarif')), { code: 'OUTPUT_FAILED', hint: /may not write there/ });
  });
});

test('a pipe is written to as it is and never replaced', { skip: process.platform === 'win32' }, async () => {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  // Open for both, a pipe waits neither for a reader nor for a writer.
  const reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  await prepareOutput(pipe);
  await writeReport(pipe, '{}\n');
  assert.ok(lstatSync(pipe).isFIFO());
  const { buffer, bytesRead } = await reader.read(Buffer.alloc(10));
  assert.equal(buffer.toString('utf8', 0, bytesRead), '{}\n');
  await reader.close();
});

test('every failure of the system is told with its path, and a failure that is told already stays as it is', () => {
  for (const [code, expected] of [
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EROFS', 'OUTPUT_FAILED'],
    ['EIO', 'OUTPUT_FAILED'],
  ] as const) {
    const error = outputError('/x/report.sarif', Object.assign(new Error('it failed'), { code }));
    assert.equal(error.code, expected);
    assert.match(error.message, /\/x\/report\.sarif/);
    assert.ok(error.hint);
  }
  const told = new ScanError('USAGE', 'told');
  assert.equal(outputError('x', told), told);
});
