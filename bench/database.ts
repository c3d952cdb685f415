/**
 * The database: builds one of so many made records (RECORDS, 40,000) from an export on this machine, brings it up to date, and judges 200
 * packages by it, each in a process of its own. Prints what it took; ends with 1 where building took more than 10 s, or judging more than
 * 300 ms from opening the file to the findings.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { answerFrom } from '../src/advisories/database/answer.ts';
import { openDatabaseFile } from '../src/advisories/database/compressed.ts';
import { updateDatabase } from '../src/advisories/database/update.ts';
import type { OpenDocument } from '../src/advisories/feeds/feed.ts';
import { DPKG_VERSIONS } from '../src/ecosystems/dpkg/version.ts';
import { matchPackages } from '../src/match/match.ts';
import { judged, pkg } from '../test/support/advisories.ts';
import { fakeClock } from '../test/support/clock.ts';
import { recordedLog } from '../test/support/log.ts';
import { feedOf } from '../test/support/osv.ts';
import { madeRecords, packageNames, RELEASES } from './records.ts';

const RECORDS = Number(process.env['RECORDS'] ?? 40_000);
const PACKAGES = 200;
const MOST_BUILDING = 10_000;
const MOST_JUDGING = 300;

interface Figures {
  readonly milliseconds: number;
  /** Of the processors, which does not count what else the machine does. */
  readonly busy: number;
  readonly megabytes: number;
  readonly findings?: number;
}

type Work = 'serve' | 'build' | 'update' | 'judge';

/** Documents in a folder: what is measured is the database, and not the network. */
function documentsIn(folder: string): OpenDocument {
  return async (url, options = {}) => {
    const path = join(folder, decodeURIComponent(url.pathname).slice(1).replaceAll('/', '_'));
    await options.verify?.(path);
    return { path, url: url.href, etag: '"1"', revalidated: false };
  };
}

async function update(folder: string, file: string): Promise<void> {
  const clock = fakeClock(Date.UTC(2026, 0, 14));
  const ports = { open: documentsIn(folder), clock, log: recordedLog(), scratch: () => Promise.resolve(folder) };
  const signal = new AbortController().signal;
  await updateDatabase({ file, osvUrl: 'https://osv.example', feeds: [], ecosystems: ['Debian'], reader: '1', signal }, ports);
}

async function judge(folder: string, file: string): Promise<number> {
  const names = packageNames(PACKAGES);
  const [, release = ''] = RELEASES;
  const signal = new AbortController().signal;
  using database = await openDatabaseFile(file, { scratch: () => Promise.resolve(folder), signal });
  const query = { feeds: [{ folder: 'Debian', ecosystems: [release], names }] };
  const { index } = answerFrom(database, query, { clock: fakeClock(Date.UTC(2026, 0, 14)), log: recordedLog() });
  const packages = [...names].map((name) =>
    judged(pkg(name, '1.9-1'), { ecosystems: [release], compare: (a, b) => DPKG_VERSIONS.compare(a, b) }),
  );
  return matchPackages(packages, index).findings.length;
}

async function makeExport(folder: string): Promise<void> {
  await writeFile(join(folder, 'Debian_all.zip'), feedOf(...[...madeRecords(RECORDS)].map((record) => ({ ...record }))));
  await writeFile(join(folder, 'Debian_modified_id.csv'), '2026-01-13T00:00:00Z,DEBIAN-CVE-2015-10000\n');
  await writeFile(join(folder, 'ecosystems.txt'), 'Debian\n');
}

/** Does one piece of work in this process, and tells what it took. */
async function work(what: Work, folder: string, file: string): Promise<Figures> {
  const begin = performance.now();
  const before = process.cpuUsage();
  const findings = what === 'judge' ? await judge(folder, file) : undefined;
  if (what === 'serve') await makeExport(folder);
  if (what === 'build' || what === 'update') await update(folder, file);
  const milliseconds = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  return { milliseconds, busy: (user + system) / 1000, megabytes, ...(findings === undefined ? {} : { findings }) };
}

function inAnotherProcess(what: Work, folder: string, file: string): Figures {
  const parameters = ['--disable-warning=ExperimentalWarning', import.meta.filename, what, folder, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${what} ended with ${String(status)}: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hullcheck-bench-'));
  try {
    // Made elsewhere as well: a process begins with the peak of the one that starts it.
    inAnotherProcess('serve', folder, '');
    const { size } = await stat(join(folder, 'Debian_all.zip'));
    console.log(`${String(RECORDS)} records, a zip file of ${(size / 1e6).toFixed(1)} MB`);
    const plain = join(folder, 'advisories.db');
    const packed = `${plain}.zst`;
    const steps = [
      ['build', plain],
      ['update', plain],
      ['judge', plain],
      ['build', packed],
      ['judge', packed],
    ] as const;
    const figures = steps.map(([what, file]) => ({ what, file, ...inAnotherProcess(what, folder, file) }));
    for (const { what, file, milliseconds, busy, megabytes, findings } of figures) {
      const told = findings === undefined ? '' : `, ${String(findings)} findings`;
      const name = `${what} ${file === packed ? '.zst' : ''}`.padEnd(12);
      console.log(
        `${name} ${milliseconds.toFixed(0).padStart(6)} ms (${busy.toFixed(0)} ms of the processors), peak ${megabytes.toFixed(0)} MB${told}`,
      );
    }
    for (const file of [plain, packed]) console.log(`${file}: ${((await stat(file)).size / 1e6).toFixed(1)} MB`);
    const [built, , judgedBy] = figures;
    const isSlow = (built?.milliseconds ?? Infinity) > MOST_BUILDING || (judgedBy?.milliseconds ?? Infinity) > MOST_JUDGING;
    if (isSlow) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [what, folder = '', file = ''] = process.argv.slice(2);
if (what === 'serve' || what === 'build' || what === 'update' || what === 'judge') {
  console.log(JSON.stringify(await work(what, folder, file)));
} else await measure();
