import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileReader, FileStream, Reader, StreamReader } from '../../src/model/inventory.ts';
import { hasPath } from '../../src/model/path-set.ts';
import { entryOfFolder } from '../../src/layer/entered-paths.ts';
import { readLayer } from '../../src/layer/read.ts';
import { feed, inventoryOf, layerOf, lineReader } from '../support/layers.ts';
import { makeTar, type TarEntry, withChecksum } from '../support/tar.ts';

const collect = async (entries: readonly TarEntry[], ...readers: readonly Reader[]) =>
  await inventoryOf(makeTar(entries), readers.length === 0 ? undefined : readers);

/** Says what it was given. */
function plainReader(id: string, wanted: (path: string) => boolean, more: Partial<FileReader> = {}): FileReader {
  return {
    id,
    largest: 1000,
    wants: wanted,
    read: ({ bytes, companions }) => ({
      packages: [],
      repositories: [Buffer.from(bytes).toString(), ...[...(companions ?? [])].map(([path, held]) => `${path}=${held.length}`)],
    }),
    ...more,
  };
}

function streamReader(
  id: string,
  stream: (path: string) => Partial<FileStream>,
  wants = (_: string, size: number) => size > 0,
): StreamReader {
  return {
    id,
    wants,
    begin: ({ path }) => ({ write: () => true, end: () => ({ packages: [], repositories: [path] }), ...stream(path) }),
  };
}

const said = ({ discoveries }: Awaited<ReturnType<typeof collect>>) =>
  discoveries.map(({ path, reader, repositories, gap, sameAs }) =>
    [
      `${path} by ${reader}`,
      ...(repositories ?? []),
      ...(gap === undefined ? [] : [`! ${gap}`]),
      ...(sameAs === undefined ? [] : [`= ${sameAs}`]),
    ].join(' '),
  );

const SMALL = [
  { path: 'x/f', body: 'text' },
  { path: 'x/g', body: 'more' },
];

test('every reader that wants a file has it, and what each finds stays its own', async () => {
  const one = plainReader('one', (path) => path.startsWith('x/'));
  const two = plainReader('two', (path) => path.endsWith('/f'));
  const three = streamReader('three', () => ({}));
  assert.deepEqual(said(await collect(SMALL, one, two, three)).sort(), [
    'x/f by one text',
    'x/f by three x/f',
    'x/f by two text',
    'x/g by one more',
    'x/g by three x/g',
  ]);
});

test('a file that is too large for one reader is read by another', async () => {
  const short = plainReader('short', () => true, { largest: 3 });
  const long = plainReader('long', () => true);
  assert.deepEqual(said(await collect([{ path: 'f', body: 'text' }], short, long)), [
    'f by short ! it is 4 bytes large, and no more than 3 are read',
    'f by long text',
  ]);
});

test('a file whose holes are not filled is told of by those who want it', async () => {
  const pax = { 'GNU.sparse.map': '0,1', 'GNU.sparse.size': `${2 ** 40}`, 'GNU.sparse.name': 'f' };
  const entries = [
    { path: 'x', body: 'x', pax },
    { path: 'g', body: 'y' },
  ];
  const wanting = plainReader('one', (path) => path === 'f');
  assert.deepEqual(
    said(
      await collect(
        entries,
        wanting,
        streamReader('two', () => ({})),
      ),
    ),
    ['f by one ! it has holes of 1099511627775 bytes', 'f by two ! it has holes of 1099511627775 bytes', 'g by two g'],
  );
});

test('a stream is given the bytes of a file as they come, until it wants no more', async () => {
  const seen: number[] = [];
  let begun = 0;
  const reader = streamReader('s', () => {
    begun += 1;
    let taken = 0;
    return {
      write: (bytes) => {
        taken += bytes.length;
        seen.push(bytes.length);
        return taken < 1000;
      },
      end: () => ({ packages: [], repositories: [`${taken}`] }),
    };
  });
  const tar = makeTar([{ path: 'f', body: 'x'.repeat(5000) }, { path: 'empty' }]);
  assert.deepEqual(said(await feed(readLayer(layerOf(tar), [reader]), tar, 600)), ['f by s 1288']);
  assert.equal(begun, 1);
  assert.deepEqual(seen, [88, 600, 600]);
});

test('what a stream throws is told of its file, and the next file is read', async () => {
  const fail = (): never => {
    throw new Error('no');
  };
  const streams: Readonly<Record<string, () => Partial<FileStream>>> = {
    begin: fail,
    write: () => ({ write: fail }),
    end: () => ({ end: fail }),
  };
  const reader = streamReader('s', (path) => streams[path]?.() ?? {});
  const entries = ['begin', 'write', 'end', 'whole'].map((path) => ({ path, body: 'x' }));
  assert.deepEqual(said(await collect(entries, reader)), [
    'begin by s ! no',
    'write by s ! no',
    'end by s ! no',
    'whole by s whole',
  ]);
});

test('a stream that finds the file to be none of its own leaves nothing', async () => {
  assert.deepEqual(
    said(
      await collect(
        SMALL,
        streamReader('s', () => ({ end: () => undefined })),
      ),
    ),
    [],
  );
});

const withLog = (more: Partial<FileReader> = {}) =>
  plainReader('db', (path) => path.endsWith('data'), { companions: (path) => [`${path}-log`], ...more });
const DATA = { path: 'a/data', body: 'x' };
const LOG = { path: 'a/data-log', body: 'yyy' };

test('a file is read with its companions, wherever in the archive they are', async () => {
  assert.deepEqual(said(await collect([DATA, LOG], withLog())), ['a/data by db x a/data-log=3']);
  assert.deepEqual(said(await collect([LOG, DATA], withLog({ places: ['a/data'] }))), ['a/data by db x a/data-log=3']);
  const log = plainReader('log', (path) => path.endsWith('-log'), { places: ['a'] });
  assert.deepEqual(said(await collect([LOG, DATA], withLog(), log)).sort(), [
    'a/data by db x a/data-log=3',
    'a/data-log by log yyy',
  ]);
});

test('of a companion that is there twice, the later counts, and one that a link takes the place of is none', async () => {
  assert.deepEqual(said(await collect([DATA, LOG, { ...LOG, body: 'z' }], withLog())), ['a/data by db x a/data-log=1']);
  assert.deepEqual(said(await collect([DATA, LOG, { ...LOG, body: '', type: '2', link: 'x' }], withLog())), ['a/data by db x']);
});

test('a file without companions is read all the same', async () => {
  assert.deepEqual(said(await collect([DATA], withLog())), ['a/data by db x']);
});

test('a companion that could not be kept is told of', async () => {
  const told = ['a/data by db x ! it was read without a/data-log, which belongs to it'];
  assert.deepEqual(said(await collect([DATA, { ...LOG, body: 'y'.repeat(2000) }], withLog())), told);
  assert.deepEqual(said(await collect([LOG, DATA], withLog())), told);
});

const hard = (path: string, target: string): TarEntry => ({ path, type: '1', link: target });

test('a hard link tells what its file holds, by its own name, to those who want it there', async () => {
  const entries = [
    { path: 'var/db', body: 'a 1' },
    hard('opt/db', './var/db'),
    hard('srv/db', 'opt/db'),
    hard('srv/other', 'var/db'),
  ];
  const { discoveries, unread } = await collect(entries);
  assert.deepEqual(
    discoveries.map(({ path, sameAs, packages }) => [path, sameAs, packages.length]),
    [
      ['var/db', undefined, 1],
      ['opt/db', 'var/db', 1],
      ['srv/db', 'var/db', 1],
    ],
  );
  assert.deepEqual(unread, []);
});

test('a hard link tells what is only read when the layer has ended', async () => {
  const entries = [DATA, hard('b/data', 'a/data'), LOG];
  assert.deepEqual(said(await collect(entries, withLog())), [
    'a/data by db x a/data-log=3',
    'b/data by db x a/data-log=3 = a/data',
  ]);
});

test('a hard link to a program tells what the stream found in it', async () => {
  const programs = streamReader('s', () => ({}));
  assert.deepEqual(said(await collect([{ path: 'git', body: 'x' }, hard('git-add', 'git')], programs)), [
    'git by s git',
    'git-add by s git = git',
  ]);
});

test('a wanted hard link to a file that nobody read is told of, and an unwanted one is not', async () => {
  const { unread } = await collect([{ path: 'x', body: 'a 1' }, hard('var/db', 'x'), hard('y', 'x')]);
  assert.deepEqual(unread, [{ path: 'var/db', target: 'x' }]);
});

test('an inventory knows every path, which entry made a folder, and where links lead', async () => {
  const { files, folders, links } = await collect([
    { path: 'made/', type: '5' },
    { path: 'made/a/b/file' },
    { path: './passed/file' },
    { path: 'made/link', type: '2', link: '../x' },
    { path: 'made/device', type: '3' },
    { path: 'passed/.wh.gone' },
  ]);
  const inFiles = ['made/a/b/file', 'passed/file', 'made/link', 'made/device'];
  const inFolders = ['made', 'made/a', 'made/a/b', 'passed'];
  const all = [...inFiles, ...inFolders, 'gone', 'passed/.wh.gone', ''];
  assert.deepEqual(
    all.filter((path) => hasPath(files, path)),
    inFiles,
  );
  assert.deepEqual(
    all.filter((path) => hasPath(folders, path)),
    inFolders,
  );
  assert.deepEqual(
    all.filter((path) => hasPath(folders, entryOfFolder(path))),
    ['made'],
  );
  assert.deepEqual([...links], [['made/link', '../x']]);
});

test('markers that name nothing, or what lies above, remove nothing', async () => {
  const { whiteouts, opaque } = await collect(['a/.wh.', 'a/.wh..', 'a/.wh...', 'b/.wh.c'].map((path) => ({ path })));
  assert.deepEqual([whiteouts, opaque], [['b/c'], []]);
});

test('paths that no system can have are left out, and it is said', async () => {
  const long = 'd/'.repeat(2048);
  const { discoveries, links } = await collect([
    { path: `${long}db`, body: 'a 1' },
    { path: `${'d/'.repeat(256)}db`, body: 'a 1' },
    { path: 'link', type: '2', pax: { linkpath: long + long } },
    { path: 'db', body: 'b 1' },
  ]);
  assert.deepEqual(
    discoveries.map(({ path, gap }) => [path, gap]),
    [
      ['db', undefined],
      ['', '3 of its paths are longer than 4096 characters, or deeper than 256 folders'],
    ],
  );
  assert.equal(links.size, 0);
});

test('names that are not UTF-8 stay apart', async () => {
  const tar = makeTar([
    { path: 'f1/db', body: 'a 1' },
    { path: 'f2/db', body: 'b 1' },
    { path: 'fü/db', body: 'c 1' },
  ]);
  for (const [at, byte] of [
    [0, 0xe9],
    [1024, 0xe8],
  ] as const) {
    tar[at + 1] = byte;
    withChecksum(tar.subarray(at, at + 512));
  }
  const { discoveries } = await inventoryOf(tar, [lineReader]);
  assert.deepEqual(
    discoveries.map(({ path }) => path),
    ['f\\xe9/db', 'f\\xe8/db', 'fü/db'],
  );
});

test('more packages than any image has are not kept', async () => {
  const many = plainReader('many', () => true, { read: () => ({ packages: PACKAGES }) });
  const { discoveries } = await collect(
    Array.from({ length: 12 }, (_, index) => ({ path: `${index}` })),
    many,
  );
  assert.equal(
    discoveries.reduce((sum, { packages }) => sum + packages.length, 0),
    1_000_000,
  );
  assert.equal(discoveries.at(-1)?.gap, 'its layer holds more than 1000000 packages');
});

const PACKAGES = Array.from({ length: 100_000 }, () => ({ name: 'x', version: '1' }));
