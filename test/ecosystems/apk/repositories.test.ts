import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APK_REPOSITORIES, alpineBranches } from '../../../src/ecosystems/apk/repositories.ts';
import { parseOsRelease } from '../../../src/ecosystems/release/os-release.ts';

const CDN = 'https://dl-cdn.alpinelinux.org/alpine';

test('The repositories are the lines that are no comments, as they are written', () => {
  const bytes = Buffer.from(
    `#/media/cdrom\n${CDN}/v3.18/main\r\n  ${CDN}/v3.18/community \n\n# ${CDN}/edge/main\n@edge ${CDN}/edge/main`,
  );
  assert.deepEqual(APK_REPOSITORIES.read({ path: 'etc/apk/repositories', bytes }), {
    packages: [],
    repositories: [`${CDN}/v3.18/main`, `${CDN}/v3.18/community`, `@edge ${CDN}/edge/main`],
  });
});

test('It wants the file and the folders that apk reads', () => {
  for (const path of ['etc/apk/repositories', 'etc/apk/repositories.d/local.list', 'usr/lib/apk/repositories.d/distfeeds.list'])
    assert.ok(APK_REPOSITORIES.wants(path), path);
  for (const path of [
    'etc/apk/world',
    'opt/etc/apk/repositories',
    'etc/apk/repositories.d/a/b.list',
    'etc/apk/repositories.d/key.pub',
  ])
    assert.ok(!APK_REPOSITORIES.wants(path), path);
});

const release = (version: string) => parseOsRelease(`ID=alpine\nVERSION_ID=${version}\n`);

for (const [title, version, repositories, branches] of [
  ['the repositories agree with the release', '3.18.9', [`${CDN}/v3.18/main`, `${CDN}/v3.18/community/`], ['v3.18']],
  ['the image goes by another branch than it began as', '3.18.9', [`${CDN}/v3.19/main`], ['v3.19']],
  ['the image goes by edge', '3.18.9', [`${CDN}/v3.18/main`, `${CDN}/edge/community`], ['edge', 'v3.18']],
  ['ten is after nine', '3.9.0', [`${CDN}/v3.9/main`, `${CDN}/v3.10/main`], ['v3.10', 'v3.9']],
  ['a repository has a tag', '3.18.9', [`${CDN}/v3.18/main`, `@edge ${CDN}/edge/main`], ['v3.18']],
  ['nothing but a tag and another project', '3.18.9', [`@edge ${CDN}/edge/main`, 'https://apk.example.com/v1.0/x'], ['v3.18']],
  ['what is the latest stable branch', '3.18.9', [`${CDN}/latest-stable/main`], ['v3.18']],
  ['there are no repositories', '3.18.9', [], ['v3.18']],
  ['the release is a day of edge', '3.20_alpha20240329', [], ['edge']],
  ['a mirror of its own is named', '3.18.9', ['/media/usb/alpine/v3.17/main', 'http://mirror.local/v3.17/testing'], ['v3.17']],
  ['there is no version', '', [], []],
] as const) {
  test(`${title}: ${branches.join(' before ') || 'no branch'}`, () => {
    assert.deepEqual(alpineBranches(release(version), repositories), branches);
  });
}
