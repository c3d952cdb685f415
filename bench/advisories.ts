/**
 * From an export on a server to findings, cold: fetches a feed of so many made records (RECORDS, 40,000), keeps what speaks of 200
 * packages, and judges them, in a process of its own. Prints what it took; ends with 1 where that is more than 4 s or 300 MB.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Agent } from 'undici';
import { fetchAdvisories } from '../src/advisories/index.ts';
import { DPKG_VERSIONS } from '../src/ecosystems/dpkg/version.ts';
import { matchPackages } from '../src/match/match.ts';
import { judged, pkg } from '../test/support/advisories.ts';
import { temporaryCache } from '../test/support/cache.ts';
import { fakeClock } from '../test/support/clock.ts';
import { recordedLog } from '../test/support/log.ts';
import { feedOf, osvServer } from '../test/support/osv.ts';
import { madeRecords, packageNames, RELEASES } from './records.ts';

const RECORDS = Number(process.env['RECORDS'] ?? 40_000);
const PACKAGES = 200;
const MOST_SECONDS = 4;
const MOST_MEGABYTES = 300;

interface Figures {
  readonly seconds: number;
  /** Of the processors, on a machine that does other things besides. */
  readonly processorSeconds: number;
  readonly megabytes: number;
  readonly findings: number;
}

/** Serves the export, and has another process judge by it. */
async function measure(): Promise<Figures> {
  const archive = feedOf(...[...madeRecords(RECORDS)].map((record) => ({ ...record })));
  await using server = await osvServer({ Debian: archive });
  console.log(`${String(RECORDS)} records, a zip file of ${(archive.length / 1e6).toFixed(1)} MB`);
  const child: ChildProcess = spawn(process.execPath, [import.meta.filename, server.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the process ended with ${String(code)}`);
  return JSON.parse(output) as Figures;
}

/** What a scan does with advisories, and what it took. */
async function judgeBy(osvUrl: string): Promise<Figures> {
  await using cache = await temporaryCache();
  const dispatcher = new Agent();
  const begin = performance.now();
  const names = packageNames(PACKAGES);
  const [, release = ''] = RELEASES;
  const query = { osvUrl, feeds: [{ folder: 'Debian', ecosystems: [release], names }], signal: new AbortController().signal };
  const { index } = await fetchAdvisories(query, { dispatcher, cache, clock: fakeClock(), log: recordedLog() });
  const packages = [...names].map((name) =>
    judged(pkg(name, '1.9-1'), { ecosystems: [release], compare: (a, b) => DPKG_VERSIONS.compare(a, b) }),
  );
  const { findings } = matchPackages(packages, index);
  const seconds = (performance.now() - begin) / 1000;
  await dispatcher.destroy();
  const { user, system } = process.cpuUsage();
  return { seconds, processorSeconds: (user + system) / 1e6, megabytes: peakMegabytes(), findings: findings.length };
}

// Not `resourceUsage().maxRSS`, which begins with what the parent had when it forked.
function peakMegabytes(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

const [, , url] = process.argv;
if (url === undefined) {
  const { seconds, processorSeconds, megabytes, findings } = await measure();
  const times = `${seconds.toFixed(2)} s (${processorSeconds.toFixed(2)} s of processors)`;
  console.log(`to ${String(findings)} findings in ${times}, at most ${megabytes.toFixed(0)} MB`);
  if (seconds > MOST_SECONDS || megabytes > MOST_MEGABYTES) process.exitCode = 1;
} else console.log(JSON.stringify(await judgeBy(url)));
