import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Archive, openArchive } from '../../src/advisories/archive.ts';
import { type ArchiveFile, readEntries } from '../../src/advisories/entries.ts';
import { zipOf } from '../support/zip.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hullcheck-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function opened(bytes: Buffer): Promise<Archive> {
  const path = join(folder, `${Math.random()}.zip`);
  await writeFile(path, bytes);
  return await openArchive(path);
}

async function contents(archive: Archive, signal = new AbortController().signal): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const file of readEntries(archive, signal)) found[file.name] = textOf(file);
  return found;
}

function textOf(file: ArchiveFile): string {
  return 'fault' in file ? `fault: ${file.fault}` : file.bytes.toString();
}

/** Two entries of which the second one's data begins after the first's 30 bytes of header, its name and its bytes. */
const PLAIN = zipOf([
  { name: 'a.json', content: 'first', stored: true },
  { name: 'b.json', content: 'second', stored: true },
]);

test('stored and deflated entries are read, and files that are no records are left alone', async () => {
  const archive = await opened(
    zipOf([
      { name: 'a.json', content: 'first' },
      { name: 'modified_id.csv', content: 'x' },
      { name: 'b.json', content: 'second', stored: true },
      { name: 'empty.json', content: '' },
    ]),
  );
  assert.deepEqual(await contents(archive), { 'a.json': 'first', 'b.json': 'second', 'empty.json': '' });
});

test('entries that straddle and overflow the window are read whole', async () => {
  const large = Buffer.alloc(3 * 1024 * 1024, 'ab');
  const many = Array.from({ length: 3000 }, (_, index) => ({
    name: `${index}.json`,
    content: `${index} `.repeat(100),
    stored: true,
  }));
  const archive = await opened(
    zipOf([...many, { name: 'large.json', content: large, stored: true }, { name: 'z.json', content: 'last' }]),
  );
  const found = await contents(archive);
  assert.equal(Object.keys(found).length, 3002);
  assert.ok(many.every((entry) => found[entry.name] === entry.content));
  assert.equal(found['large.json'], large.toString());
  assert.equal(found['z.json'], 'last');
});

test('an entry whose bytes were changed is told, and the others are read', async () => {
  const bytes = Buffer.from(PLAIN);
  bytes.write('FIRST', 30 + 'a.json'.length);
  assert.deepEqual(await contents(await opened(bytes)), { 'a.json': 'fault: its checksum is wrong', 'b.json': 'second' });
});

test('an entry whose deflated data is damaged is told, and the others are read', async () => {
  const bytes = zipOf([
    { name: 'a.json', content: 'first '.repeat(20) },
    { name: 'b.json', content: 'second' },
  ]);
  bytes.fill(0xff, 36, 40);
  const found = await contents(await opened(bytes));
  assert.match(found['a.json'] ?? '', /^fault: /);
  assert.equal(found['b.json'], 'second');
});

test('an entry whose header is damaged is told, and the others are read', async () => {
  const bytes = Buffer.from(PLAIN);
  bytes.write('XX', 0);
  assert.deepEqual(await contents(await opened(bytes)), { 'a.json': 'fault: its header is damaged', 'b.json': 'second' });
});

test('an entry that says it is encrypted or compressed in an unknown way is told', async () => {
  const bytes = Buffer.from(PLAIN);
  const directory = bytes.indexOf('PK\u0001\u0002');
  bytes.writeUInt16LE(1, directory + 8);
  bytes.writeUInt16LE(12, bytes.indexOf('PK\u0001\u0002', directory + 4) + 10);
  assert.deepEqual(await contents(await opened(bytes)), {
    'a.json': 'fault: it is encrypted',
    'b.json': 'fault: its compression method 12 is not known',
  });
});

test('an entry that unpacks to more than it says stops there', async () => {
  const bytes = zipOf([{ name: 'bomb.json', content: Buffer.alloc(1024 * 1024) }]);
  bytes.writeUInt32LE(10, bytes.indexOf('PK\u0001\u0002') + 24);
  assert.match((await contents(await opened(bytes)))['bomb.json'] ?? '', /^fault: Cannot create a Buffer larger than 10 bytes/);
});

test('an entry that says it is larger than a record can be is not unpacked', async () => {
  const bytes = zipOf([{ name: 'bomb.json', content: 'small' }]);
  bytes.writeUInt32LE(33 * 1024 * 1024, bytes.indexOf('PK\u0001\u0002') + 24);
  assert.deepEqual(await contents(await opened(bytes)), { 'bomb.json': 'fault: it is 34603008 bytes long' });
});

test('an entry that lies outside of the file is told', async () => {
  const bytes = zipOf([{ name: 'a.json', content: 'first' }]);
  bytes.writeUInt32LE(100_000, bytes.indexOf('PK\u0001\u0002') + 42);
  assert.deepEqual(await contents(await opened(bytes)), { 'a.json': 'fault: the file ends in the middle' });
});

test('what is no zip file, or was cut, or holds nothing, cannot be opened', async () => {
  await assert.rejects(opened(Buffer.from('hello')), /zip|directory/i);
  await assert.rejects(opened(Buffer.alloc(0)), /zip|directory/i);
  await assert.rejects(opened(PLAIN.subarray(0, PLAIN.length - 1)), /zip|directory/i);
  await assert.rejects(opened(zipOf([])), /it holds no records/);
  const broken = Buffer.from(PLAIN);
  broken.write('XX', broken.indexOf('PK\u0001\u0002'));
  await assert.rejects(opened(broken), /central directory/);
});

test('reading ends when the scan is aborted', async () => {
  const archive = await opened(PLAIN);
  await assert.rejects(contents(archive, AbortSignal.abort(new Error('enough'))), /enough/);
});

test('of a row of entries that are unpacked at once, the broken ones are told and the others are read', async () => {
  const names = Array.from({ length: 3000 }, (_, index) => `${index}.json`);
  const bytes = zipOf(names.map((name) => ({ name, content: `content of ${name}` })));
  // The first byte of two entries' data: of another kind of block than deflate has.
  for (const name of ['7.json', '2500.json']) {
    const header = bytes.indexOf(name) - 30;
    bytes[header + 30 + name.length] = 0xff;
  }
  const found = await contents(await opened(bytes));
  assert.equal(Object.keys(found).length, 3000);
  assert.deepEqual(
    names.filter((name) => found[name] !== `content of ${name}`),
    ['7.json', '2500.json'],
  );
  assert.match(found['7.json'] ?? '', /^fault: /);
});

test('entries that lie about their sizes are told, and take no more memory than they said', async () => {
  const bomb = { name: 'bomb.json', content: Buffer.alloc(128 * 1024 * 1024) };
  const bytes = zipOf([{ name: 'a.json', content: 'first' }, bomb, { name: 'b.json', content: 'second' }]);
  const central = bytes.lastIndexOf('bomb.json') - 46;
  bytes.writeUInt32LE(10, central + 24);
  const peak = process.resourceUsage().maxRSS;
  const { 'bomb.json': told, ...others } = await contents(await opened(bytes));
  assert.ok(process.resourceUsage().maxRSS - peak < 64 * 1024, 'kibibytes');
  assert.match(told ?? '', /^fault: /);
  assert.deepEqual(others, { 'a.json': 'first', 'b.json': 'second' });
});
