import assert from 'node:assert/strict';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { DPKG_FILES } from '../../src/ecosystems/dpkg/files.ts';
import { DPKG_STATUS } from '../../src/ecosystems/dpkg/status.ts';
import { hasPath } from '../../src/model/path-set.ts';
import { absence } from '../support/machine.ts';
import { run, succeed } from '../support/program.ts';

const DATABASE = 'var/lib/dpkg';
const FORMAT =
  '${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Maintainer}\n';

/** Asks dpkg about a root filesystem. */
const ask = (root: string, ...query: readonly string[]): Promise<string> =>
  succeed('dpkg-query', [`--admindir=${join(root, DATABASE)}`, ...query]);

/** What dpkg says of every package that is installed: one line each. */
async function listed(root: string): Promise<readonly string[]> {
  const lines = (await ask(root, '--show', `--showformat=${FORMAT}`)).trimEnd().split('\n');
  return lines
    .filter((line) => line.startsWith('installed\t'))
    .map((line) => line.replace('installed\t', ''))
    .sort();
}

/** The same of what the reader read. */
function read(root: string): readonly string[] {
  const path = `${DATABASE}/status`;
  const { packages, gap } = DPKG_STATUS.read({ path, bytes: readFileSync(join(root, path)) });
  assert.equal(gap, undefined);
  return packages
    .map(({ name, version, arch, source, vendor }) => [name, version, arch, source?.name, source?.version, vendor].join('\t'))
    .sort();
}

/** A file's path in the root, its folder's links followed, as a layer has it; undefined where it is a folder or is not there. */
function placeOf(root: string, path: string): string | undefined {
  try {
    const folder = realpathSync(join(root, dirname(path)));
    const name = path.slice(path.lastIndexOf('/') + 1);
    return lstatSync(join(folder, name)).isDirectory() ? undefined : relative(root, join(folder, name));
  } catch {
    return undefined;
  }
}

/** Which packages brought each file that is there, as dpkg says. */
async function owners(root: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const names = (await ask(root, '--show', '--showformat=${db:Status-Status} ${binary:Package}\n')).trimEnd().split('\n');
  const installed = names.filter((line) => line.startsWith('installed ')).map((line) => line.replace('installed ', ''));
  const owning = new Map<string, Set<string>>();
  // dpkg parts the lists of several packages by an empty line.
  const lists = (await ask(root, '--listfiles', ...installed)).split('\n\n');
  assert.equal(lists.length, installed.length);
  for (const [at, list] of lists.entries()) {
    for (const line of list.split('\n').filter((path) => path.startsWith('/'))) {
      const place = placeOf(root, line);
      if (place === undefined || MERGED.test(place)) continue;
      const known = owning.get(place) ?? new Set();
      owning.set(place, known.add((installed[at] ?? '').replace(/:.*/, '')));
    }
  }
  return owning;
}

/** The files that each package brought, as the readers of its lists, or of its checksums alone, say. */
function owned(root: string, kind: '.list' | '.md5sums') {
  const folder = `${DATABASE}/info`;
  return readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.endsWith(kind) && DPKG_FILES.wants(path))
    .flatMap((path) => DPKG_FILES.read({ path, bytes: readFileSync(join(root, path)) }).owned ?? []);
}

/** Folders of the root that are links since the merge, and that packages list as the folders that they were. */
const MERGED = /^(?:bin|sbin|lib|lib32|lib64|libx32)$/;

const byPath = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const files = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !MERGED.test(path));

suite('The Debian or Ubuntu that runs the tests', { skip: absence({ programs: ['dpkg-query'] }) }, () => {
  test('has the packages that dpkg lists, with their sources and maintainers', async () => {
    const expected = await listed('/');
    assert.ok(expected.length > 50);
    assert.deepEqual(read('/'), expected);
  });

  test('has the files that dpkg lists for each package', async () => {
    const lists = Map.groupBy(owned('/', '.list'), ({ owner }) => owner);
    const missing: string[] = [];
    let asked = 0;
    for (const [path, packages] of await owners('/')) {
      for (const name of packages) {
        asked += 1;
        if (lists.get(name)?.some((each) => hasPath(each.files, path)) !== true) missing.push(`${name}: ${path}`);
      }
    }
    assert.deepEqual(missing, []);
    assert.ok(asked > 1000);
  });
});

suite('A Debian made by mmdebstrap', { skip: absence({ programs: ['mmdebstrap', 'dpkg-query'] }) }, () => {
  let work: string;
  let root: string;
  /** Why there is no root: the mirror is out of reach, or this user may not make one. */
  let lacking: string | undefined;

  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'hullcheck-debian-'));
    root = join(work, 'root');
    // A mirror that keeps what was published some weeks ago serves here as well as any.
    const options = ['--aptopt=Acquire::Check-Valid-Until "false"', '--variant=essential', '--include=openssl'];
    const made = await run('mmdebstrap', [...options, 'stable', root]);
    if (made.status !== 0) lacking = `mmdebstrap made no root here: ${made.stderr.trim().split('\n').at(-1) ?? ''}`;
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  test('has the packages that dpkg lists, of which some have another source', async (t) => {
    if (lacking !== undefined) return t.skip(lacking);
    const expected = await listed(root);
    assert.ok(expected.length > 30);
    assert.deepEqual(read(root), expected);
    assert.ok(expected.some((line) => line.startsWith('openssl\t')));
    assert.ok(expected.some((line) => line.split('\t')[0] !== line.split('\t')[3]));
  });

  test('has its files owned by the packages that dpkg says, and no other owned by any', async (t) => {
    if (lacking !== undefined) return t.skip(lacking);
    const lists = owned(root, '.list');
    const expected = await owners(root);
    const found = new Map<string, ReadonlySet<string>>();
    for (const path of files(root)) {
      const names = lists.filter((each) => hasPath(each.files, path)).map(({ owner }) => owner);
      if (names.length > 0) found.set(path, new Set(names));
    }
    assert.ok(found.size > 1000);
    assert.deepEqual(new Map([...found].sort(byPath)), new Map([...expected].sort(byPath)));
  });

  test('has in its checksums what it has in its lists, but for links and configuration', async (t) => {
    if (lacking !== undefined) return t.skip(lacking);
    const sums = Map.groupBy(owned(root, '.md5sums'), ({ owner }) => owner);
    const unsummed = [...(await owners(root))]
      .filter(
        ([path, names]) =>
          lstatSync(join(root, path)).isFile() &&
          ![...names].some((name) => sums.get(name)?.some((each) => hasPath(each.files, path))),
      )
      .map(([path]) => path);
    assert.deepEqual(
      unsummed.filter((path) => !path.startsWith('etc/')),
      [],
    );
  });
});
