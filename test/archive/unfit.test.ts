import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openArchive } from '../../src/archive/open.ts';
import { writeFolder, writeTar } from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { zipOf } from '../support/zip.ts';

const { signal } = new AbortController();

const files: readonly (readonly [what: string, bytes: Buffer, message: RegExp])[] = [
  ['an empty file', Buffer.alloc(0), /is empty\.$/],
  ['a Dockerfile', Buffer.from('# syntax=docker/dockerfile:1\n\nFROM alpine\n'), /is no image archive but a Dockerfile\.$/],
  ['a Dockerfile with an argument', Buffer.from('ARG BASE=alpine\nFROM $BASE\n'), /but a Dockerfile\.$/],
  ['a text', Buffer.from('Hello, world.\n'.repeat(100)), /but a text\.$/],
  ['a compressed text', gzipSync('Hello, world.'), /but a text\.$/],
  ['a manifest alone', Buffer.from('{"schemaVersion":2}'), /but a JSON document\.$/],
  ['a zip file', zipOf([{ name: 'index.json', content: '{}' }]), /but a zip file\.$/],
  ['an archive compressed with xz', Buffer.from('fd377a585a000004', 'hex'), /but compressed with xz\.$/],
  ['an archive compressed with bzip2', Buffer.from('BZh91AY&SY'), /but compressed with bzip2\.$/],
  ['a program', Buffer.from('7f454c4602010100', 'hex'), /but a program\.$/],
  [
    'an image of Singularity',
    Buffer.from('#!/usr/bin/env run-singularity\nSIF_MAGIC\0'),
    /but an image of Singularity or Apptainer\.$/,
  ],
  ['noise', Buffer.from('0001020304050607', 'hex'), /but something unknown\.$/],
];

suite('What is not an image on disk', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  for (const [what, bytes, message] of files) {
    test(`is called by its name: ${what}`, async () => {
      const path = join(folder.path, what);
      await writeFile(path, bytes);
      await assert.rejects(openArchive(path, { signal }), { code: 'NOT_AN_IMAGE', message });
    });
  }

  test('is called by its name: what docker export writes', async () => {
    const entries = [
      { path: '.dockerenv' },
      { path: 'etc/os-release', body: 'ID=alpine' },
      { path: 'lib', type: '2', link: '/usr/lib' },
    ];
    const path = await writeTar(join(folder.path, 'exported.tar'), entries);
    await assert.rejects(openArchive(path, { signal }), {
      code: 'NOT_AN_IMAGE',
      message: /is a filesystem and not an image/,
      hint: /docker save/,
    });
  });

  test('is called by its name: any other archive or folder', async () => {
    const entries = [{ path: 'README.md', body: 'hello' }];
    const tar = await writeTar(join(folder.path, 'other.tar'), entries);
    await assert.rejects(openArchive(tar, { signal }), { code: 'NOT_AN_IMAGE', message: /neither manifest.json nor index.json/ });
    const unpacked = await writeFolder(join(folder.path, 'other'), entries);
    await assert.rejects(openArchive(unpacked, { signal }), { code: 'NOT_AN_IMAGE', message: /^The folder .* holds no image/ });
  });

  test('is a mistake of whoever names it, where there is nothing', async () => {
    const missing = join(folder.path, 'missing.tar');
    for (const path of [missing, `${missing}:app:1`, '', 'nul\0byte']) {
      await assert.rejects(openArchive(path, { signal }), { code: 'USAGE', message: /^There is no / });
    }
  });

  test('is a mistake of whoever names it, where it is a pipe: nobody waits for its writer', async () => {
    const path = join(folder.path, 'pipe');
    execFileSync('mkfifo', [path]);
    await assert.rejects(openArchive(path, { signal }), { code: 'USAGE', message: /neither a file nor a folder/ });
  });
});
