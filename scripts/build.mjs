// Makes dist/ from src/: types checked and stripped by tsc, then one file for each entry by ncc. Byte for byte the same each time.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const ENTRIES = [
  { source: 'build/main.js', target: 'dist' },
  { source: 'build/cli.js', target: 'dist/cli' },
];

function run(...command) {
  const [program, ...parameters] = command;
  const { status } = spawnSync(process.execPath, [program, ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    console.error(`"${command.join(' ')}" failed.`);
    process.exit(status ?? 1);
  }
}

rmSync('build', { recursive: true, force: true });
rmSync('dist', { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
mkdirSync('dist', { recursive: true });
for (const { source, target } of ENTRIES) {
  const folder = `build/bundle-${target.replaceAll('/', '-')}`;
  run(
    'node_modules/@vercel/ncc/dist/ncc/cli.js',
    'build',
    source,
    '--out',
    folder,
    '--license',
    'licenses.txt',
    '--target',
    'es2024',
    '--minify',
    '--quiet',
  );
  cpSync(folder, target, { recursive: true });
}
// ncc leaves blank ends of lines where comments were.
for (const { target } of ENTRIES) {
  for (const name of readdirSync(target).filter((file) => file.endsWith('.js'))) {
    const path = `${target}/${name}`;
    writeFileSync(path, readFileSync(path, 'utf8').replace(/[ \t]+$/gm, ''));
  }
}
