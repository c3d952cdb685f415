import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findCredentials } from '../../src/registry/credentials.ts';

async function folderWith(config: unknown) {
  const path = await mkdtemp(join(tmpdir(), 'hullcheck-test-'));
  await writeFile(join(path, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) };
}

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

test('credentials of the request win over every file', async () => {
  await using folder = await folderWith({ auths: { 'ghcr.io': auth('file:x') } });
  const given = { username: 'given', password: 'y' };
  assert.deepEqual(await findCredentials('ghcr.io', 'a/b', { given, dockerConfigDir: folder.path, environment: {} }), given);
});

test('the folder of the request comes before $DOCKER_CONFIG', async () => {
  await using asked = await folderWith({ auths: { 'ghcr.io': auth('asked:x') } });
  await using other = await folderWith({ auths: { 'ghcr.io': auth('other:x') } });
  const environment = { DOCKER_CONFIG: other.path };
  assert.equal((await findCredentials('ghcr.io', 'a', { dockerConfigDir: asked.path, environment }))?.username, 'asked');
  assert.equal((await findCredentials('ghcr.io', 'a', { environment }))?.username, 'other');
});

test('the most specific entry wins', async () => {
  await using folder = await folderWith({
    auths: { 'reg.example': auth('host:x'), 'reg.example/team': auth('team:x'), 'https://reg.example/team/app': auth('app:x') },
  });
  const environment = { DOCKER_CONFIG: folder.path };
  const user = async (repository: string) => (await findCredentials('reg.example', repository, { environment }))?.username;
  assert.deepEqual([await user('team/app'), await user('team/other'), await user('teams')], ['app', 'team', 'host']);
});

for (const key of ['https://index.docker.io/v1/', 'docker.io', 'https://registry-1.docker.io/v2/', 'index.docker.io']) {
  test(`Docker Hub is found under ${key}`, async () => {
    await using folder = await folderWith({ auths: { [key]: auth('hub:pa:ss') } });
    const found = await findCredentials('docker.io', 'library/alpine', { environment: { DOCKER_CONFIG: folder.path } });
    assert.deepEqual(found, { username: 'hub', password: 'pa:ss' });
  });
}

test('a trailing NUL and plain fields are borne', async () => {
  await using folder = await folderWith({ auths: { a: auth('u:p\0'), b: { username: 'u', password: 'q' }, c: {} } });
  const environment = { DOCKER_CONFIG: folder.path };
  assert.equal((await findCredentials('a', 'x', { environment }))?.password, 'p');
  assert.equal((await findCredentials('b', 'x', { environment }))?.password, 'q');
  assert.equal(await findCredentials('c', 'x', { environment }), undefined);
});

test('no configuration at all is anonymous; one that was asked for and is not there is an error', async () => {
  const nowhere = join(tmpdir(), 'hullcheck-no-such-folder');
  assert.equal(await findCredentials('a', 'x', { environment: { DOCKER_CONFIG: nowhere } }), undefined);
  await assert.rejects(findCredentials('a', 'x', { dockerConfigDir: nowhere, environment: {} }), { code: 'USAGE' });
});

test('a broken configuration is an error that does not quote it', async () => {
  await using folder = await folderWith('{"auths":{"a":{"auth":"c2VjcmV0');
  await assert.rejects(findCredentials('a', 'x', { environment: { DOCKER_CONFIG: folder.path } }), (error: Error) => {
    assert.doesNotMatch(String(error.stack), /c2Vj/);
    return true;
  });
});
