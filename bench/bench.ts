/**
 * Hullcheck beside two yardsticks on the same image from the same registry: `skopeo copy … dir:`, which stores the layers, and
 * `curl | gzip -dc | sha256sum`, which does what any scanner must do at least. All in turn, several times; medians, as ratios.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const folder = mkdtempSync(join(tmpdir(), 'hullcheck-bench-'));

interface Served {
  readonly host: string;
  readonly osv: string;
  /** What `feed-urls` is to be. */
  readonly feeds: string;
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
  readonly unpacked: number;
}

interface Figure {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly writtenMegabytes: number;
}

interface Contender {
  readonly name: string;
  readonly program: string;
  readonly parameters: readonly string[];
}

async function startServer(): Promise<{ child: ChildProcess; served: Served }> {
  const path = join(folder, 'served.json');
  const child = spawn(process.execPath, ['bench/serve.ts', path], { stdio: ['ignore', 'inherit', 'inherit'] });
  while (!existsSync(path) || readFileSync(path, 'utf8') === '') await wait(100);
  await wait(100);
  return { child, served: JSON.parse(readFileSync(path, 'utf8')) as Served };
}

function contendersOf({ host, layers, osv, feeds }: Served): readonly Contender[] {
  const target = join(folder, 'copy');
  const pipes = layers.map(({ digest }) => `curl -sS http://${host}/v2/app/blobs/${digest} | gzip -dc | sha256sum`).join(' && ');
  const report = join(folder, 'report.json');
  const own = [
    'dist/cli/index.js',
    'report',
    `${host}/app:v1`,
    '--format',
    'json',
    '--output',
    report,
    '--osv-url',
    osv,
    '--feed-urls',
    feeds,
  ];
  const copy = ['copy', '--quiet', '--src-tls-verify=false', `docker://${host}/app:v1`, `dir:${target}`];
  return [
    { name: 'hullcheck', program: process.execPath, parameters: own },
    { name: 'skopeo copy', program: 'skopeo', parameters: copy },
    { name: 'curl | gzip | sha256sum', program: 'bash', parameters: ['-c', pipes] },
  ].filter(({ program }) => spawnSync('which', [program]).status === 0);
}

/** Runs a command, and watches the largest memory and the bytes to disk of the process itself. */
async function measure({ name, program, parameters }: Contender): Promise<Figure> {
  rmSync(join(folder, 'copy'), { recursive: true, force: true });
  const begin = performance.now();
  const child = spawn(program, parameters, { stdio: 'ignore' });
  const ended = new Promise<number>((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
  });
  let peak = 0;
  let written = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, readNumber(`/proc/${child.pid}/status`, /VmHWM:\s+(\d+)/) / 1024);
    written = Math.max(written, readNumber(`/proc/${child.pid}/io`, /write_bytes: (\d+)/) / 1e6);
  }, 10);
  const code = await ended;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return { seconds: (performance.now() - begin) / 1000, peakMegabytes: peak, writtenMegabytes: written };
}

function readNumber(path: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const { child, served } = await startServer();
try {
  const size = served.layers.reduce((sum, layer) => sum + layer.size, 0);
  console.log(
    `${served.layers.length} layers, ${(size / 1e6).toFixed(0)} MB compressed, ${(served.unpacked / 1e6).toFixed(0)} MB unpacked, ${ROUNDS} rounds`,
  );
  const contenders = contendersOf(served);
  const figures = new Map(contenders.map(({ name }) => [name, [] as Figure[]]));
  for (const contender of contenders) await measure(contender);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of contenders) figures.get(contender.name)?.push(await measure(contender));
  }
  const own = figures.get('hullcheck') ?? [];
  for (const [name, list] of figures) {
    const ratio = median(list.map(({ seconds }, round) => (own[round]?.seconds ?? Number.NaN) / seconds));
    const time = `${median(list.map(({ seconds }) => seconds)).toFixed(2)} s`;
    const memory = `${median(list.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0)} MB peak`;
    const written = `${median(list.map(({ writtenMegabytes }) => writtenMegabytes)).toFixed(1)} MB written`;
    console.log(
      `${name.padEnd(24)} ${time.padStart(8)}  ${memory.padStart(12)}  ${written.padStart(16)}  hullcheck takes ${ratio.toFixed(2)} of its time`,
    );
  }
} finally {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
