// Runs the tests on the Node that the Action runs on, which npm put first on the path, behind the network guard.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`The tests need Node 24 and this is ${process.version}. Run "npm ci", which brings it, and then "npm test".`);
  process.exit(2);
}
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : fs.globSync('test/**/*.test.ts');
const { status } = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--import',
    './test/support/network-guard.ts',
    '--test',
    '--test-reporter=./scripts/reporter.mjs',
    ...files.sort(),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
