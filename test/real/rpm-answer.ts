import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { succeed } from '../support/program.ts';

/** What `rpm` itself says of an image: worked out without a line of the program under test. */
export interface RpmAnswer {
  /** `glibc 0:2.34-28.el9_0.2 aarch64`, in order. */
  readonly packages: readonly string[];
  /** `ALSA-2023:1234 glibc`, in order: erratum and binary package. */
  readonly affected: readonly string[];
}

/** What a feed says of one release. */
export interface FeedPart {
  readonly records: readonly OsvRecord[];
  /** `AlmaLinux:9`. */
  readonly ecosystem: string;
}

export interface OsvRecord {
  readonly id: string;
  readonly related?: readonly string[];
  readonly aliases?: readonly string[];
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly ranges: readonly { readonly events: readonly Readonly<Record<string, string>>[] }[];
  }[];
}

/** Reads pairs of versions from a file and prints how rpm orders them, a number for each. */
const COMPARE = `for line in io.lines(FILE) do
  local installed, fixed = line:match("(%S+) (%S+)")
  print(rpm.vercmp(installed, fixed) .. " ")
end`;

/** Asks rpm for the packages in the folder of a database, and for the order of each version and each fix that the feed names. */
export async function askRpm(database: string, feed: FeedPart, work: string): Promise<RpmAnswer> {
  const query = '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH}\\n';
  const listed = await succeed('rpm', ['--dbpath', database, '-qa', '--qf', query]);
  // The keys that rpm trusts are kept as if they were packages.
  const packages = listed.split('\n').filter((line) => line !== '' && !line.startsWith('gpg-pubkey '));
  const installed = new Map(packages.map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']));

  const fixes = feed.records.flatMap((record) => fixesIn(record, feed.ecosystem));
  const concerned = fixes.filter(({ name }) => installed.has(name));
  const pairs = concerned.map(({ name, fixed }) => `${installed.get(name)} ${withEpoch(fixed)}`);
  const list = join(work, 'pairs');
  const script = join(work, 'compare.lua');
  await writeFile(list, pairs.join('\n'));
  await writeFile(script, COMPARE.replace('FILE', JSON.stringify(list)));
  const orders = (await succeed('rpm', ['--eval', `%{lua:dofile("${script}")}`])).trim().split(/\s+/).map(Number);
  if (orders.length !== pairs.length) throw new Error(`rpm compared ${orders.length} of ${pairs.length} pairs`);
  const affected = concerned.filter((_, index) => orders[index] === -1).map(({ id, name }) => `${id} ${name}`);
  return { packages: packages.sort(), affected: [...new Set(affected)].sort() };
}

/** Every record of an archive, with nothing left out. */
export async function readRecords(path: string): Promise<readonly OsvRecord[]> {
  const records: OsvRecord[] = [];
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry()) records.push(JSON.parse(await text(await zip.openReadStreamPromise(entry))));
  return records;
}

interface Fix {
  readonly id: string;
  readonly name: string;
  readonly fixed: string;
}

/** The fixes that a record names for a release. Every range of this feed is "all before the fix"; anything else is an error here. */
function fixesIn({ id, related = [], aliases = [], affected }: OsvRecord, ecosystem: string): readonly Fix[] {
  // Errata that mend (ALBA) or add (ALEA) something and name no CVE are not about security, and no finding.
  if (/^AL[BE]A-/.test(id) && ![...related, ...aliases].some((name) => name.startsWith('CVE-'))) return [];
  return affected
    .filter((entry) => entry.package.ecosystem === ecosystem)
    .flatMap((entry) =>
      entry.ranges.flatMap(({ events }) => {
        const [first, second, ...more] = events;
        const fixed = second?.['fixed'];
        if (first?.['introduced'] !== '0' || fixed === undefined || more.length > 0) throw new Error(`${id} is not so simple`);
        return [{ id, name: entry.package.name, fixed }];
      }),
    );
}

/** An epoch that is not written is 0. */
function withEpoch(version: string): string {
  return version.includes(':') ? version : `0:${version}`;
}
