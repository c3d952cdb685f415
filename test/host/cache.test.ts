import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { after, afterEach, beforeEach, suite, test } from 'node:test';
import { createFileCache } from '../../src/host/cache.ts';
import { toolName, versionAt } from '../../src/host/cache-version.ts';
import type { CachedFile, FileCache } from '../../src/model/cache.ts';

const KEY = 'https://osv.example.com/Debian/all.zip';
const HOUR = 3_600_000;

// The library tells standard output what it does; here that would be told to whoever reads the tests.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array, ...rest: unknown[]): boolean =>
  (typeof text === 'string' && text.startsWith('::debug::')) || Reflect.apply(write, undefined, [text, ...rest]);
after(() => {
  process.stdout.write = write;
});

let root = '';
let time = 0;
let warnings: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cache-'));
  time = 1_700_000_000_000;
  warnings = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function open(folder = join(root, 'tools')): FileCache & AsyncDisposable {
  return createFileCache({
    folder,
    temporary: join(root, 'temp'),
    clock: { wall: () => time },
    log: { warning: (line) => warnings.push(line) },
  });
}

async function keep(cache: FileCache, text: string, validators: Omit<CachedFile, 'path'> = {}): Promise<CachedFile> {
  const path = join(await cache.scratch(), 'download');
  writeFileSync(path, text);
  return cache.keep(KEY, { path, ...validators });
}

function contentOf(file: CachedFile | undefined): string | undefined {
  return file === undefined ? undefined : readFileSync(file.path, 'utf8');
}

/** The folders of a key's copies, the oldest first. */
function versions(): readonly string[] {
  const folder = join(root, 'tools', toolName(KEY));
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

suite('a file that is kept', () => {
  test('is found by another run, with what revalidates it', async () => {
    const validators = { etag: '"abc"', modified: 'Wed, 21 Oct 2015 07:28:00 GMT' };
    const kept = await keep(open(), 'advisories', validators);
    const found = await open().find(KEY);
    assert.deepEqual(found, kept);
    assert.deepEqual({ etag: found?.etag, modified: found?.modified }, validators);
    assert.equal(contentOf(found), 'advisories');
    assert.deepEqual(warnings, []);
  });

  test('is not found under another key', async () => {
    await keep(open(), 'advisories');
    assert.equal(await open().find('https://osv.example.com/debian/all.zip'), undefined);
    assert.equal(await open().find('https://osv.example.com/Ubuntu/all.zip'), undefined);
  });

  test('outlives the scratch folder of its run', async () => {
    const cache = open();
    await keep(cache, 'advisories');
    const scratch = await cache.scratch();
    await cache[Symbol.asyncDispose]();
    assert.ok(!existsSync(scratch));
    assert.deepEqual(readdirSync(join(root, 'temp')), []);
    assert.equal(contentOf(await open().find(KEY)), 'advisories');
  });

  test('later is found first, also when the clock went back meanwhile', async () => {
    await keep(open(), 'first');
    time -= HOUR;
    await keep(open(), 'second');
    assert.equal(contentOf(await open().find(KEY)), 'second');
  });
});

suite('an older copy', () => {
  test('stays readable for whoever found it before', async () => {
    await keep(open(), 'first');
    const found = await open().find(KEY);
    await keep(open(), 'second');
    assert.equal(contentOf(found), 'first');
  });

  test('is removed once it has been superseded for an hour', async () => {
    for (const text of ['first', 'second', 'third']) {
      await keep(open(), text);
      time += HOUR;
    }
    assert.equal(versions().length, 2, 'the second was superseded only now');
    assert.equal(contentOf(await open().find(KEY)), 'third');
    await keep(open(), 'fourth');
    assert.equal(versions().length, 2);
  });

  test('that a run left half-written is never found, and is removed in time', async () => {
    const half = join(root, 'tools', toolName(KEY), versionAt(time - HOUR, 1), 'any');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'content'), 'adv');
    assert.equal(await open().find(KEY), undefined);
    await keep(open(), 'first');
    time += HOUR;
    await keep(open(), 'second');
    assert.ok(!existsSync(half));
  });
});

suite('a copy that is damaged is passed over for the one before', () => {
  for (const [how, damage] of [
    ['cut short', (path: string) => writeFileSync(path, 'sec')],
    ['longer', (path: string) => appendFileSync(path, 'more')],
    ['gone', (path: string) => rmSync(path)],
    ['without its entry', (path: string) => rmSync(join(dirname(path), 'entry.json'))],
    ['with an entry that is no JSON', (path: string) => writeFileSync(join(dirname(path), 'entry.json'), '{')],
    ['with an entry of another shape', (path: string) => writeFileSync(join(dirname(path), 'entry.json'), '{"size":"6"}')],
  ] as const) {
    test(how, async () => {
      await keep(open(), 'first');
      const { path } = await keep(open(), 'second');
      damage(path);
      assert.equal(contentOf(await open().find(KEY)), 'first');
    });
  }
});

suite('a cache that fails costs a warning and never the scan', () => {
  test('when its folder is a file', async () => {
    writeFileSync(join(root, 'tools'), '');
    const kept = await keep(open(), 'advisories', { etag: '"abc"' });
    assert.equal(contentOf(kept), 'advisories');
    assert.equal(kept.etag, '"abc"');
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /could not be kept for the next run/);
    assert.equal(await open().find(KEY), undefined);
  });

  test('when a key leads to what is no folder', async () => {
    mkdirSync(join(root, 'tools'));
    writeFileSync(join(root, 'tools', toolName(KEY)), '');
    assert.equal(await open().find(KEY), undefined);
    assert.match(warnings[0] ?? '', /fetched again/);
  });

  test('when there is nothing to keep', async () => {
    const cache = open();
    const file = { path: join(root, 'absent') };
    assert.equal(await cache.keep(KEY, file), file);
    assert.equal(warnings.length, 1);
    assert.deepEqual(versions(), []);
    assert.deepEqual(readdirSync(await cache.scratch()), []);
  });
});

test('a run has one scratch folder, which no other run has, and none before it is asked for', async () => {
  const [one, other, third] = [open(), open(), open()];
  await third[Symbol.asyncDispose]();
  assert.ok(!existsSync(join(root, 'temp')));
  assert.equal(await one.scratch(), await one.scratch());
  assert.notEqual(await one.scratch(), await other.scratch());
});

test('a key is a folder that every system takes, and tells what it is', () => {
  assert.match(toolName(KEY), /^hullcheck-https-osv-example-com-debian-all-zip-[0-9a-f]{12}$/);
  assert.ok(toolName('x'.repeat(500)).length < 100);
  assert.notEqual(toolName('a/b'), toolName('a.b'));
});

test('the library is pointed at this cache, wherever it was pointed before', async () => {
  process.env['RUNNER_TOOL_CACHE'] = join(root, 'elsewhere');
  await keep(open(), 'advisories');
  assert.equal(versions().length, 1);
  assert.ok(!existsSync(join(root, 'elsewhere')));
});
