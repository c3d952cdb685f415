import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Contents, listTar, type ListOptions } from '../../src/archive/contents.ts';
import { memoryPassage, type Passage } from '../../src/archive/passage.ts';
import { makeTar, padded, tarHeader, type TarEntry } from '../support/tar.ts';

const { signal } = new AbortController();

async function list(tar: Buffer, options: Partial<ListOptions> = {}): Promise<Contents> {
  return await listTar(memoryPassage(tar, 0), { size: tar.length, keep: false, signal, ...options });
}

const listed = async (entries: readonly TarEntry[]): Promise<Contents> => await list(makeTar(entries));
/** Bytes of what is really in use. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const LONG = `${'folder/'.repeat(30)}file`;

test('a tar is listed by where its files lie', async () => {
  const tar = makeTar([{ path: 'a', body: 'first' }, { path: 'empty' }, { path: './b//c', body: 'x'.repeat(600) }]);
  const contents = await list(tar);
  assert.deepEqual([...contents.keys()], ['a', 'empty', 'b/c']);
  const found = contents.get('b/c');
  assert.ok(found?.kind === 'file');
  assert.equal(tar.toString('latin1', found.offset, found.offset + found.size), 'x'.repeat(600));
});

test('long names count, in pax and in GNU form', async () => {
  const gnu = Buffer.concat([
    tarHeader({ path: '././@LongLink', type: 'L', size: LONG.length + 1 }),
    padded(Buffer.from(`${LONG}\0`)),
    tarHeader({ path: 'cut', type: '0', size: 0 }),
  ]);
  assert.deepEqual([...(await list(gnu)).keys()], [LONG]);
  assert.deepEqual([...(await listed([{ path: LONG }])).keys()], [LONG]);
});

test('a name that no file system knows is left out, and costs nothing', async () => {
  const contents = await listed([{ path: 'n'.repeat(5000) }, { path: 'l', type: '2', pax: { linkpath: 't'.repeat(5000) } }]);
  assert.equal(contents.size, 0);
});

test('of two members of one name the later counts, whatever it is', async () => {
  const contents = await listed([
    { path: 'a', body: 'old' },
    { path: './a', body: 'newer' },
    { path: 'b', body: 'old' },
    { path: 'b', type: '5' },
  ]);
  assert.deepEqual(
    [...contents].map(([name, content]) => [name, content.kind === 'file' ? content.size : undefined]),
    [['a', 5]],
  );
});

test('links are listed by the name that they lead to, and not followed out of the archive', async () => {
  const contents = await listed([
    { path: 'x/symbolic', type: '2', link: '../y/./z' },
    { path: 'x/hard', type: '1', link: './y/z' },
    { path: 'x/out', type: '2', link: '../../z' },
    { path: 'x/absolute', type: '2', link: '/etc/shadow' },
  ]);
  assert.deepEqual(Object.fromEntries(contents), {
    'x/symbolic': { kind: 'link', target: 'y/z' },
    'x/hard': { kind: 'link', target: 'y/z' },
    'x/out': { kind: 'link', target: undefined },
    'x/absolute': { kind: 'link', target: undefined },
  });
});

for (const path of ['../index.json', 'blobs/../../index.json', '/..', 'a/..']) {
  test(`a name that leads out of the archive is refused: ${path}`, async () => {
    await assert.rejects(listed([{ path }]), { code: 'MANIFEST_INVALID', message: /a name that leads out of it/ });
  });
}

test('an archive of more members than any image has is refused', async () => {
  const header = tarHeader({ path: 'blobs/x', type: '0', size: 0 });
  const many = Buffer.concat(Array.from({ length: 100_001 }, () => header));
  await assert.rejects(list(many), { code: 'LIMIT_EXCEEDED' });
});

test('a filesystem of many files is called one, and not a large archive', async () => {
  const many = Buffer.concat(Array.from({ length: 100_001 }, () => tarHeader({ path: 'usr/x', type: '0', size: 0 })));
  await assert.rejects(list(many), { code: 'NOT_AN_IMAGE', message: /a filesystem and not an image/ });
});

test('words of extended headers that nobody asks for are not kept', async () => {
  const headers = Array.from({ length: 40 }, (_, index) => {
    const words = ` k${index}=${'v'.repeat(900_000)}\n`;
    const bytes = Buffer.from(`${words.length + 6}${words}`);
    return Buffer.concat([tarHeader({ path: 'global', type: 'g', size: bytes.length }), padded(bytes)]);
  });
  const tar = Buffer.concat([...headers, makeTar([{ path: 'a' }])]);
  const passage = memoryPassage(tar, 0);
  const before = heapUsed();
  let grown = Number.NaN;
  const read: Passage['read'] = async (most) => {
    if (passage.position > tar.length - 2048) grown = heapUsed() - before;
    return await passage.read(most);
  };
  const { position: _, ...ways } = passage;
  const watched = {
    ...ways,
    read,
    get position() {
      return passage.position;
    },
  };
  assert.deepEqual([...(await listTar(watched, { size: tar.length, keep: false, signal })).keys()], ['a']);
  assert.ok(grown < 10 * 1024 * 1024, `${grown} bytes`);
});

test('an extended header of any size is refused before it is read', async () => {
  const header = tarHeader({ path: 'x', type: 'x', size: 2 * 1024 * 1024 });
  await assert.rejects(list(header, { size: undefined }), {
    code: 'MANIFEST_INVALID',
    message: /an extended header of 2097152 bytes/,
  });
});

test('a malformed extended header is told of', async () => {
  const tar = Buffer.concat([tarHeader({ path: 'x', type: 'x', size: 4 }), padded(Buffer.from('oops'))]);
  await assert.rejects(list(tar), { code: 'MANIFEST_INVALID', message: /an extended tar header is malformed/ });
});

test('an archive that breaks off within a member or a header says so', async () => {
  const tar = makeTar([{ path: 'a', body: 'x'.repeat(2000) }, { path: 'b' }]);
  for (const size of [tar.length, undefined]) {
    const cut = (length: number) => list(tar.subarray(0, length), { size: size === undefined ? undefined : length });
    await assert.rejects(cut(1000), { code: 'MANIFEST_INVALID', message: /breaks off within "a", 1512 bytes before that ends/ });
    await assert.rejects(cut(512 + 2048 + 100), { code: 'MANIFEST_INVALID', message: /breaks off at byte 2660/ });
    // Padding and the blocks that end a tar hold nothing.
    assert.deepEqual([...(await cut(512 + 2000)).keys()], ['a']);
  }
});

test('damage between members is told by its place', async () => {
  const tar = makeTar([{ path: 'a', body: 'a' }, { path: 'b' }]);
  tar.fill(0x55, 1024, 1100);
  await assert.rejects(list(tar), { code: 'MANIFEST_INVALID', message: /no tar header at byte 1024/ });
});

test('small members are kept where going back is expensive, and not without end', async () => {
  const small = Array.from({ length: 30 }, (_, index) => ({ path: `small-${index}`, body: Buffer.alloc(1024 * 1024) }));
  const contents = await list(makeTar([{ path: 'large', body: Buffer.alloc(2 * 1024 * 1024) }, ...small]), { keep: true });
  const kept = [...contents.values()].flatMap((content) =>
    content.kind === 'file' && content.bytes !== undefined ? [content] : [],
  );
  assert.equal(kept.length, 16);
  // Each on its own: not as a part of a larger piece that is held with it.
  for (const content of kept) assert.equal(content.bytes?.buffer.byteLength, 1024 * 1024);
  assert.equal(contents.size, 31);
});

test('listing ends when it is no longer wanted', async () => {
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await assert.rejects(list(makeTar([{ path: 'a' }]), { signal: controller.signal }), /enough/);
});
