/**
 * What it costs to read everything in an image instead of the distribution's database alone, and the most memory that an image with a
 * program of 500 MB and an archive of 300 MB takes. Both ways in turn, several times; the median of the ratios.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { elf } from '../test/ecosystems/executable/executables.ts';
import { inlineParts } from '../test/ecosystems/executable/go-programs.ts';
import { ociLayout } from '../test/support/archives.ts';
import { makeImage } from '../test/support/images.ts';
import { jarOf, pomEntry } from '../test/support/jar.ts';
import { feedOf, osvServer } from '../test/support/osv.ts';
import { makeTar } from '../test/support/tar.ts';
import { layerTars } from './layers.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const MEGABYTE = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'hullcheck-bench-'));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function compareReading(): void {
  const files = layerTars().map((tar, index) => {
    const path = join(folder, `${index}.gz`);
    writeFileSync(path, gzipSync(tar, { level: 6 }));
    return path;
  });
  const read = (which: 'system' | 'all') =>
    JSON.parse(execFileSync(process.execPath, ['bench/reading.ts', which, ...files], { encoding: 'utf8' })) as {
      readonly milliseconds: number;
      readonly packages: number;
    };
  const rounds = Array.from({ length: ROUNDS }, () => ({ system: read('system'), all: read('all') }));
  const time = (which: 'system' | 'all'): string =>
    `${(median(rounds.map((round) => round[which].milliseconds)) / 1000).toFixed(2)} s`;
  const ratio = median(rounds.map(({ system, all }) => all.milliseconds / system.milliseconds));
  console.log(`the distribution's files alone: ${time('system')}`);
  console.log(`everything: ${time('all')}, ${rounds[0]?.all.packages} packages; ${ratio.toFixed(2)} times the time`);
}

/** Bytes that do not compress to nothing, and of which no two runs differ. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = 1;
  for (let at = 0; at < size; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes.writeInt32LE(at % 64 < 32 ? state : 0, at);
  }
  return bytes;
}

function heavyTars(): readonly Buffer[] {
  const build = {
    version: 'go1.22.3',
    modules: 'path\tacme.test/app\nmod\tacme.test/app\tv1.0.0\t\ndep\tgolang.org/x/net\tv0.23.0\t\n',
  };
  const program = elf({ ...inlineParts(build), rest: noise(500 * MEGABYTE) });
  const jar = jarOf([{ name: 'data.bin', content: noise(300 * MEGABYTE), stored: true }, pomEntry('org.acme', 'shop', '1.0.0')]);
  return [makeTar([{ path: 'usr/bin/app', body: program }]), makeTar([{ path: 'opt/app/shop.jar', body: jar }])];
}

async function measureHeavy(): Promise<void> {
  const path = join(folder, 'image.tar');
  writeFileSync(path, makeTar(ociLayout(makeImage(heavyTars()))));
  await using osv = await osvServer({ Go: feedOf({ id: 'GO-1' }), Maven: feedOf({ id: 'GHSA-1' }) });
  const report = join(folder, 'report.json');
  const options = ['--image-path', path, '--osv-url', osv.url, '--format', 'json', '--output', report];
  const child = spawn(process.execPath, ['dist/cli/index.js', 'report', ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    const status = readStatus(child.pid);
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 10);
  const code = await new Promise((resolve) => {
    child.on('exit', resolve);
  });
  clearInterval(watch);
  const { packages } = JSON.parse(readFileSync(report, 'utf8')) as { readonly packages: readonly { readonly name: string }[] };
  const names = packages.map(({ name }) => name).join(', ');
  console.log(
    `a program of 500 MB and an archive of 300 MB: ${peak.toFixed(0)} MB peak, exit code ${String(code)}; found ${names}`,
  );
}

function readStatus(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

try {
  if (ROUNDS > 0) compareReading();
  await measureHeavy();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
