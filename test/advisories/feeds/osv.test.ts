import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, OSV, osvFolder } from '../../../src/advisories/feeds/osv.ts';
import { feedOf } from '../../support/osv.ts';
import { linesOf, publisher } from './publisher.ts';

function feed(id: string, ecosystem: string): Buffer {
  return feedOf({ id, affected: [{ package: { ecosystem, name: 'curl' }, versions: ['1'] }] });
}

test('a page that asks to sign in is no export, and is not kept', async () => {
  await using at = await publisher({ '/Debian/all.zip': '<html>' });
  await assert.rejects(at.ask(osvFolder('Debian'), { ecosystems: ['Debian:12'] }), {
    code: 'ADVISORIES_UNAVAILABLE',
    message: /^The Debian advisories could not be fetched from .*: what the server sent is not a usable zip file: /,
  });
  assert.equal(at.cache.kept.size, 0);
});

test('a folder speaks of all releases of its ecosystem, and of nothing else', () => {
  assert.equal(folderOf('Red Hat:enterprise_linux:9::baseos'), 'Red Hat');
  assert.equal(folderOf('PyPI'), 'PyPI');
  assert.ok(osvFolder('Debian').covers('Debian:12'));
  assert.ok(!osvFolder('Debian').covers('Debian-like:12'));
});

test('the export is read by the folders of the ecosystems that are asked for', async () => {
  await using at = await publisher({
    '/Debian/all.zip': feed('CVE-1', 'Debian:12'),
    '/Red Hat/all.zip': feed('CVE-2', 'Red Hat:x'),
  });
  const told = await at.ask(OSV, { ecosystems: ['Debian:12', 'Debian:11', 'Red Hat:x'], names: ['curl'] });
  assert.deepEqual(linesOf(told), ['CVE-1 in Debian:12 curl', 'CVE-2 in Red Hat:x curl']);
  assert.deepEqual(at.requests, ['/Debian/all.zip', '/Red Hat/all.zip']);
});

test('where everything is wanted, the folders are those of its list', async () => {
  await using at = await publisher({
    '/ecosystems.txt': 'Debian\nDebian:12\r\nRed Hat\n[EMPTY]\n\n',
    '/Debian/all.zip': feed('CVE-1', 'Debian:12'),
    '/Red Hat/all.zip': feed('CVE-2', 'Red Hat:x'),
  });
  assert.equal((await at.ask(OSV, {})).length, 2);
  assert.deepEqual(at.requests, ['/ecosystems.txt', '/Debian/all.zip', '/Red Hat/all.zip']);
  at.documents.set('/ecosystems.txt', '<html><body></body></html>');
  at.cache.kept.clear();
  await assert.rejects(at.ask(OSV, {}), /names none/);
});
