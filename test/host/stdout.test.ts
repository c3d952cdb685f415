import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { test } from 'node:test';

function run(program: string, to = ''): { stdout: string; stderr: string; status: number | null } {
  const whole = `const { reserveStandardOutput } = await import('./src/host/stdout.ts'); ${program}`;
  return spawnSync('sh', ['-c', `"$0" --input-type=module --eval "$1" ${to}`, process.execPath, whole], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
  });
}

const skip = process.platform === 'win32' ? 'there is no sh' : false;

test('standard output carries the report and nothing that a library says there', { skip }, () => {
  const { stdout, status } = run(`
    const print = reserveStandardOutput();
    process.stdout.write('::debug::isExplicit: 1.0.0\\n');
    console.log('more');
    await new Promise((resolve) => process.stdout.write('with a callback', resolve));
    await print('the report\\n');
  `);
  assert.equal(stdout, 'the report\n');
  assert.equal(status, 0);
});

test('a report of several megabytes goes out whole, however slowly it is read', { skip }, () => {
  const { stdout } = run(`await reserveStandardOutput()('x'.repeat(8e6));`, '| { sleep 0.2; wc -c; }');
  assert.equal(stdout.trim(), '8000000');
});

test('a reader that has enough is no failure', { skip }, () => {
  const { stdout, stderr } = run(`await reserveStandardOutput()('line\\n'.repeat(1e6)); console.error('done');`, '| head -n 1');
  assert.equal(stdout, 'line\n');
  assert.equal(stderr, 'done\n');
});

test('a full disk behind standard output is told', { skip: skip || !existsSync('/dev/full') }, () => {
  const { stderr } = run(`await reserveStandardOutput()('x').catch((error) => console.error(error.code));`, '> /dev/full');
  assert.equal(stderr, 'DISK_FULL\n');
});
