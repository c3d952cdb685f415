import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { listTar } from '../../src/archive/contents.ts';
import { folderMembers, type Member, type Members, readMember, tarMembers } from '../../src/archive/members.ts';
import { memoryPassage, type Volume } from '../../src/archive/passage.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeTar, type TarEntry } from '../support/tar.ts';

const { signal } = new AbortController();

async function membersOf(entries: readonly TarEntry[]): Promise<Members> {
  const tar = makeTar(entries);
  const volume: Volume = {
    size: tar.length,
    open: (offset) => Promise.resolve(memoryPassage(tar, offset)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return tarMembers(volume, await listTar(memoryPassage(tar, 0), { size: tar.length, keep: false, signal }));
}

async function textOf(member: Member | undefined): Promise<string | undefined> {
  return member === undefined ? undefined : (await readMember(member, 100, signal)).toString();
}

const link = (path: string, target: string): TarEntry => ({ path, type: '2', link: target });

test('a link among members is followed, wherever the member stands', async () => {
  const members = await membersOf([
    link('a/layer.tar', '../b/layer.tar'),
    { path: 'b/layer.tar', body: 'layer' },
    { path: 'hard', type: '1', link: 'a/layer.tar' },
    link('nowhere', 'gone'),
  ]);
  assert.equal(await textOf(await members.find('a/layer.tar')), 'layer');
  assert.equal(await textOf(await members.find('hard')), 'layer');
  assert.equal(await members.find('nowhere'), undefined);
  assert.equal(await members.find('b'), undefined);
});

test('links in a circle, and too long a chain of them, end', async () => {
  const chain = Array.from({ length: 9 }, (_, index) => link(`l${index}`, `l${index + 1}`));
  const members = await membersOf([link('a', 'b'), link('b', 'a'), link('self', 'self'), ...chain, { path: 'l9', body: 'end' }]);
  for (const name of ['a', 'self', 'l0']) {
    await assert.rejects(async () => members.find(name), { code: 'MANIFEST_INVALID', message: /link in a circle/ });
  }
  assert.equal(await textOf(await members.find('l1')), 'end');
});

test('a link out of the archive is refused when somebody follows it', async () => {
  const members = await membersOf([link('out', '../../etc/passwd'), link('absolute', '/etc/passwd')]);
  for (const name of ['out', 'absolute']) {
    await assert.rejects(async () => members.find(name), { code: 'MANIFEST_INVALID', message: /a link that leads out of it/ });
  }
});

test('a link in a folder is followed to where it stays in it', async () => {
  await using folder = await temporaryFolder();
  const root = join(folder.path, 'layout');
  await mkdir(root);
  await writeFile(join(root, 'blob'), 'inside');
  await writeFile(join(folder.path, 'layout-secret'), 'outside');
  await symlink('blob', join(root, 'good'));
  await symlink('../layout-secret', join(root, 'out'));
  await symlink('circle', join(root, 'circle'));
  const members = await folderMembers(root);
  assert.equal(await textOf(await members.find('good')), 'inside');
  await assert.rejects(members.find('out'), { code: 'MANIFEST_INVALID', message: /leads out of the folder/ });
  await assert.rejects(members.find('circle'), { code: 'MANIFEST_INVALID', message: /cannot be read \(ELOOP\)/ });
  assert.equal(await members.find('blob/below'), undefined);
});

test('a pipe in a folder is no member, and nobody waits for its writer', async () => {
  await using folder = await temporaryFolder();
  execFileSync('mkfifo', [join(folder.path, 'index.json')]);
  const members = await folderMembers(folder.path);
  assert.equal(await members.find('index.json'), undefined);
});

test('a member that should be small and is not is refused before it is read', async () => {
  const members = await membersOf([{ path: 'index.json', body: 'x'.repeat(101) }]);
  const member = await members.find('index.json');
  assert.ok(member);
  await assert.rejects(readMember(member, 100, signal), { code: 'LIMIT_EXCEEDED', message: /"index.json" is 101 bytes large/ });
});
