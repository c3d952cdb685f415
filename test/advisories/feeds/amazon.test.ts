import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { AMAZON } from '../../../src/advisories/feeds/amazon.ts';
import { linesOf, publisher } from './publisher.ts';

const LIST = '/al2023/core/mirrors/latest/x86_64/mirror.list';

function updateinfo(id: string): Buffer {
  const pkg = '<package arch="x86_64" name="curl" epoch="0" version="8.1" release="2.amzn2023"/>';
  return gzipSync(
    `<updates><update type="security"><id>${id}</id><pkglist><collection>${pkg}</collection></pkglist>` +
      `<references><reference type="cve" id="CVE-2024-1"/></references></update></updates>`,
  );
}

/** Lists, index and advisories, as a repository has them. */
function repository(
  url: string,
  packed: Buffer,
  given: { mirror?: string; sha256?: string } = {},
): Record<string, Buffer | string> {
  const sha256 = given.sha256 ?? createHash('sha256').update(packed).digest('hex');
  return {
    [LIST]: `${given.mirror ?? `${url}/al2023/core/guids/abc/x86_64/`}\n`,
    '/al2023/core/guids/abc/x86_64/repodata/repomd.xml':
      `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><location href="repodata/primary.xml.gz"/></data>` +
      `<data type="updateinfo"><checksum type="sha256">${sha256}</checksum><location href="repodata/u.xml.gz"/></data></repomd>`,
    '/al2023/core/guids/abc/x86_64/repodata/u.xml.gz': packed,
  };
}

const WANTED = { ecosystems: ['Amazon Linux:2023'], names: ['curl'] };
const EXPECTED = ['ALAS2023-2024-1 in Amazon Linux:2023 curl'];

test('from the list of mirrors to the index, and from there to the advisories', async () => {
  await using at = await publisher((url) => repository(url, updateinfo('ALAS2023-2024-1')));
  assert.deepEqual(linesOf(await at.ask(AMAZON, WANTED)), EXPECTED);
  assert.deepEqual(at.requests, [
    LIST,
    '/al2023/core/guids/abc/x86_64/repodata/repomd.xml',
    '/al2023/core/guids/abc/x86_64/repodata/u.xml.gz',
  ]);
  assert.equal(at.cache.kept.size, 1);
});

test("a mirror's list that names Amazon's own host is followed on the mirror", async () => {
  const mirror = 'https://cdn.amazonlinux.com/al2023/core/guids/abc/x86_64';
  await using at = await publisher((url) => repository(url, updateinfo('ALAS2023-2024-1'), { mirror }));
  assert.deepEqual(linesOf(await at.ask(AMAZON, WANTED)), EXPECTED);
});

test('advisories that are not those of the index are not taken, and not kept', async () => {
  await using at = await publisher((url) => repository(url, updateinfo('ALAS2023-2024-1'), { sha256: '0'.repeat(64) }));
  await assert.rejects(at.ask(AMAZON, WANTED), { code: 'ADVISORIES_UNAVAILABLE', message: /not the file that the index/ });
  assert.equal(at.cache.kept.size, 0);
});

test('a kept copy from before the index changed is fetched again', async () => {
  await using at = await publisher((url) => repository(url, updateinfo('ALAS2023-2024-1')));
  await at.ask(AMAZON, WANTED);
  for (const [path, document] of Object.entries(repository(at.url, updateinfo('ALAS2023-2024-2'))))
    at.documents.set(path, document);
  assert.deepEqual(linesOf(await at.ask(AMAZON, WANTED)), ['ALAS2023-2024-2 in Amazon Linux:2023 curl']);
  assert.equal(at.cache.kept.size, 1);
});

test('a list that leads out of https, or nowhere, is an error', async () => {
  for (const mirror of ['http://mirror.example/x', 'file:///etc', '']) {
    await using at = await publisher((url) => repository(url, updateinfo('ALAS2023-2024-1'), { mirror }));
    await assert.rejects(at.ask(AMAZON, WANTED), /no address on https|names none/, mirror);
  }
});

test('an index without advisories is an error', async () => {
  await using at = await publisher((url) => repository(url, updateinfo('ALAS2023-2024-1')));
  at.documents.set('/al2023/core/guids/abc/x86_64/repodata/repomd.xml', '<repomd><data type="primary"/></repomd>');
  await assert.rejects(at.ask(AMAZON, WANTED), /names no advisories/);
});
