import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { parseRecord, type Wanted } from '../../src/advisories/osv.ts';
import { GO_VERSIONS } from '../../src/ecosystems/order/go.ts';
import { PEP440_VERSIONS } from '../../src/ecosystems/order/pep440.ts';
import { SEMVER_VERSIONS } from '../../src/ecosystems/order/semver.ts';
import { RPM_VERSIONS } from '../../src/ecosystems/rpm/version.ts';
import { type JudgedPackage, matchPackages } from '../../src/match/match.ts';
import type { Advisory, AdvisoryIndex } from '../../src/model/advisory.ts';
import { indexOf, judged, pkg } from '../support/advisories.ts';
import { temporaryFolder } from '../support/folder.ts';
import { absence, shared } from '../support/machine.ts';
import { run, succeed } from '../support/program.ts';

const EXPECTED = join(import.meta.dirname, 'expected_pairs.py');

/** What the other implementation says: which advisories (`ID NAME VERSION`) concern which packages, and which cannot be compared. */
interface Expected {
  readonly packages: readonly Made[];
  readonly pairs: readonly string[];
  readonly faults: readonly string[];
}

interface Made {
  readonly name: string;
  readonly version: string;
  readonly arch?: string;
  readonly module?: string;
}

/** https://packaging.python.org/specifications/name-normalization/ */
const pep503 = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
const exact = (name: string) => name;

const EXPORTS = [
  { ecosystem: 'AlmaLinux:8', versions: RPM_VERSIONS, nameOf: exact },
  { ecosystem: 'AlmaLinux:9', versions: RPM_VERSIONS, nameOf: exact },
  { ecosystem: 'PyPI', versions: PEP440_VERSIONS, nameOf: pep503 },
  { ecosystem: 'Go', versions: GO_VERSIONS, nameOf: exact },
  { ecosystem: 'crates.io', versions: SEMVER_VERSIONS, nameOf: exact },
] as const;

type Export = (typeof EXPORTS)[number];

/** What the program says of the same packages, all of them judged. */
async function judge(packages: readonly Made[], { ecosystem, versions, nameOf }: Export): Promise<Omit<Expected, 'packages'>> {
  const wanted: Wanted = { ecosystems: new Set([ecosystem]), names: new Set(packages.map(({ name }) => nameOf(name))), nameOf };
  const index = byName(await readExport(ecosystem, wanted));
  const compare = versions.compare.bind(versions);
  const all = packages.map((made): JudgedPackage => {
    const { name, version, ...rest } = made;
    return judged(pkg(name, version, rest), { ecosystems: [ecosystem], name: nameOf(name), compare });
  });
  const { findings, gaps } = matchPackages(all, index, { kernelHeaders: true });
  const pairs = findings.flatMap(({ advisories, package: { name, version } }) =>
    advisories.map((id) => `${id} ${name} ${version}`),
  );
  return { pairs, faults: gaps.map(({ subject }) => subject) };
}

async function readExport(ecosystem: string, wanted: Wanted): Promise<readonly Advisory[]> {
  const path = exportOf(ecosystem);
  const texts = unpacked.get(path) ?? unpack(path);
  unpacked.set(path, texts);
  return (await texts).flatMap((record) => parseRecord(record, wanted) ?? []);
}

/** The records of each export, which several tests read. */
const unpacked = new Map<string, Promise<readonly string[]>>();

async function unpack(path: string): Promise<readonly string[]> {
  const texts: string[] = [];
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry()) texts.push(await text(await zip.openReadStreamPromise(entry)));
  return texts;
}

function byName(advisories: readonly Advisory[]): AdvisoryIndex {
  const names = Map.groupBy(
    advisories.flatMap((one) => [...new Set(one.affected.map(({ name }) => name))].map((name) => ({ name, one }))),
    ({ name }) => name,
  );
  const index = indexOf();
  return { ...index, find: (_, name) => names.get(name)?.map(({ one }) => one) ?? [] };
}

function exportOf(ecosystem: string): string {
  return shared(`osv/${ecosystem.split(':')[0]}/all.zip`);
}

/** Only what the two do not agree on is worth a look, where there are tens of thousands. */
function assertSame(found: Omit<Expected, 'packages'>, expected: Expected): void {
  for (const kind of ['pairs', 'faults'] as const) {
    const [ours, theirs] = [new Set(found[kind]), new Set(expected[kind])];
    const only = [...ours].filter((one) => !theirs.has(one));
    const missing = [...theirs].filter((one) => !ours.has(one));
    assert.deepEqual({ only, missing }, { only: [], missing: [] });
  }
}

async function withoutPip(): Promise<string | false> {
  const missing = absence({
    programs: ['python3'],
    files: EXPORTS.map(({ ecosystem }) => `osv/${ecosystem.split(':')[0]}/all.zip`),
  });
  if (missing !== false) return missing;
  const { status } = await run('python3', ['-c', 'import pip._vendor.packaging.version']);
  return status === 0 ? false : 'pip is not installed here';
}

const skip = await withoutPip();

suite('Versions at, below and above what real advisories name', { skip }, () => {
  for (const one of EXPORTS) {
    test(`${one.ecosystem}: are affected by what an independent implementation finds, and by nothing else`, async () => {
      const answer = await succeed('python3', [EXPECTED, exportOf(one.ecosystem), one.ecosystem, '--sample', '100']);
      const expected: Expected = JSON.parse(answer);
      assert.ok(expected.pairs.length > 200, `only ${expected.pairs.length} pairs`);
      assert.ok(new Set(expected.pairs.map((pair) => pair.split(' ').slice(1).join(' '))).size < expected.packages.length);
      assertSame(await judge(expected.packages, one), expected);
    });
  }
});

const IMAGES = [
  { archive: 'rootfs/almalinux-8-20230523-micro-s390x.tar.gz', one: EXPORTS[0], packages: 19 },
  { archive: 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz', one: EXPORTS[1], packages: 22 },
] as const;

suite('The packages that rpm lists in real images', {
  skip: skip || absence({ programs: ['rpm', 'tar'], files: IMAGES.map(({ archive }) => archive) }),
}, () => {
  const opened = new AsyncDisposableStack();
  let folder: string;

  before(async () => {
    folder = opened.use(await temporaryFolder()).path;
  });
  after(() => opened.disposeAsync());

  for (const { archive, one, packages: count } of IMAGES) {
    test(`${one.ecosystem}: are affected by what an independent implementation finds, and by nothing else`, async () => {
      const root = join(folder, one.ecosystem);
      await succeed('mkdir', [root]);
      await succeed('tar', ['-xzf', shared(archive), '-C', root, 'var/lib/rpm']);
      const packages = await listed(join(root, 'var/lib/rpm'));
      assert.equal(packages.length, count);
      const expected: Expected = JSON.parse(
        await succeed('python3', [EXPECTED, exportOf(one.ecosystem), one.ecosystem], { input: JSON.stringify(packages) }),
      );
      assert.ok(expected.pairs.length > 10, `only ${expected.pairs.length} pairs`);
      assertSame(await judge(packages, one), expected);
    });
  }
});

/** Without the keys that rpm trusts, which it keeps as if they were packages. */
async function listed(database: string): Promise<readonly Made[]> {
  const query = '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH} %{MODULARITYLABEL}\\n';
  const lines = (await succeed('rpm', ['--dbpath', database, '-qa', '--qf', query])).trim().split('\n');
  return lines.flatMap((line) => {
    const [name = '', version = '', arch = '', module = ''] = line.split(' ');
    return name === 'gpg-pubkey' ? [] : [{ name, version, arch, ...(module === '(none)' ? {} : { module }) }];
  });
}
