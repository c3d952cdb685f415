import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { type CredentialSources, findCredentials } from '../../src/registry/credentials.ts';
import { fakeClock } from '../support/clock.ts';
import { answering, helperFolder, NO_SHELL } from '../support/credential-helper.ts';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const config = (key: string, user: string) => ({ auths: { [key]: auth(`${user}:x`) } });

/** A home with files of JSON in it, and nothing from outside. */
async function home(files: Readonly<Record<string, unknown>> = {}, scripts: Readonly<Record<string, string>> = {}) {
  const folder = await helperFolder(scripts);
  const write = async (path: string, content: unknown) => {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  const notices: string[] = [];
  const environment = { ...folder.environment, USERPROFILE: folder.path };
  const find = async (registry: string, repository = 'a/b', more: Partial<CredentialSources> = {}) =>
    await findCredentials(registry, repository, {
      clock: fakeClock(),
      signal: new AbortController().signal,
      onNotice: (line) => void notices.push(line),
      ...more,
      environment: { ...environment, ...more.environment },
    });
  const user = async (...asked: Parameters<typeof find>) => {
    const login = await find(...asked);
    return login !== undefined && 'username' in login ? login.username : undefined;
  };
  return { ...folder, at: (path: string) => join(folder.path, path), write, notices, find, user };
}

test('every source comes in its turn', async () => {
  await using place = await home({
    'given/config.json': config('ghcr.io', 'given-folder'),
    'docker/config.json': config('ghcr.io', 'docker-config'),
    '.docker/config.json': config('ghcr.io', 'home'),
    'named.json': config('ghcr.io', 'registry-auth-file'),
    'run/containers/auth.json': config('ghcr.io', 'runtime'),
    'xdg/containers/auth.json': config('ghcr.io', 'xdg-config'),
    '.config/containers/auth.json': config('ghcr.io', 'home-config'),
    'nothing/config.json': {},
  });
  const nothing = { DOCKER_CONFIG: place.at('nothing') };
  const inline = { DOCKER_AUTH_CONFIG: JSON.stringify(config('ghcr.io', 'inline')) };
  const user = async (environment: Record<string, string>, more: Partial<CredentialSources> = {}) =>
    await place.user('ghcr.io', 'a/b', { ...more, environment });
  const dockerConfigDir = place.at('given');

  assert.equal(await user(inline, { given: { username: 'given', password: 'x' }, dockerConfigDir }), 'given');
  assert.equal(await user(inline, { dockerConfigDir }), 'inline');
  assert.equal(await user({ DOCKER_AUTH_CONFIG: '', DOCKER_CONFIG: place.at('docker') }, { dockerConfigDir }), 'given-folder');
  assert.equal(await user({ DOCKER_CONFIG: place.at('docker') }), 'docker-config');
  assert.equal(await user({ DOCKER_CONFIG: '' }), 'home');
  const podman = { ...nothing, XDG_RUNTIME_DIR: place.at('run'), XDG_CONFIG_HOME: place.at('xdg') };
  assert.equal(await user({ ...podman, REGISTRY_AUTH_FILE: place.at('named.json') }), 'registry-auth-file');
  assert.equal(await user(podman), 'runtime');
  assert.equal(await user({ ...podman, XDG_RUNTIME_DIR: '' }), 'xdg-config');
  assert.equal(await user(nothing), 'home-config');
});

test("the workflow's token is for ghcr.io alone, and comes last", async () => {
  await using place = await home();
  const environment = { GITHUB_TOKEN: 'gh', GITHUB_ACTOR: 'ada' };
  assert.deepEqual(await place.find('ghcr.io', 'a', { environment }), {
    username: 'ada',
    password: 'gh',
    source: 'GITHUB_TOKEN',
  });
  assert.equal(await place.user('ghcr.io', 'a', { environment: { GITHUB_TOKEN: 'gh' } }), 'github-actions');
  assert.equal(await place.user('ghcr.io', 'a', { githubToken: 'gh' }), 'github-actions');
  for (const other of ['quay.io', 'ghcr.io.evil.example', 'evil-ghcr.io']) {
    assert.equal(await place.find(other, 'a', { environment, githubToken: 'gh' }), undefined);
  }
  await place.write('.docker/config.json', config('ghcr.io', 'file'));
  assert.equal(await place.user('ghcr.io', 'a', { environment }), 'file');
});

test('the most specific entry wins', async () => {
  await using place = await home({
    '.docker/config.json': {
      auths: { 'reg.example': auth('host:x'), 'reg.example/team': auth('team:x'), 'https://reg.example/team/app': auth('app:x') },
    },
  });
  const users = await Promise.all(['team/app', 'team/other', 'teams'].map(async (name) => await place.user('reg.example', name)));
  assert.deepEqual(users, ['app', 'team', 'host']);
});

for (const key of ['https://index.docker.io/v1/', 'docker.io', 'https://registry-1.docker.io/v2/', 'index.docker.io']) {
  test(`Docker Hub is found under ${key}`, async () => {
    await using place = await home({ '.docker/config.json': config(key, 'hub') });
    assert.equal(await place.user('docker.io', 'library/alpine'), 'hub');
  });
}

test('no configuration at all is anonymous; one that was asked for and is not there is an error', async () => {
  await using place = await home();
  const environment = { DOCKER_CONFIG: place.at('nowhere'), REGISTRY_AUTH_FILE: place.at('nothing') };
  assert.equal(await place.find('a', 'x', { environment }), undefined);
  await assert.rejects(place.find('a', 'x', { dockerConfigDir: place.at('nowhere') }), { code: 'USAGE' });
});

test('a broken configuration is an error that does not quote it, wherever it is', async () => {
  await using place = await home({ '.docker/config.json': '{"auths":{"a":{"auth":"c2VjcmV0' });
  const doesNotQuote = (error: Error & { code?: string }) => {
    assert.equal(error.code, 'USAGE');
    assert.doesNotMatch(String(error.stack), /c2Vj/);
    return true;
  };
  await assert.rejects(place.find('a'), doesNotQuote);
  await assert.rejects(place.find('a', 'x', { environment: { DOCKER_AUTH_CONFIG: 'c2VjcmV0' } }), doesNotQuote);
});

test('a rotated password is seen', async () => {
  await using place = await home({ '.docker/config.json': config('a', 'before') });
  assert.equal(await place.user('a'), 'before');
  await place.write('.docker/config.json', config('a', 'after'));
  assert.equal(await place.user('a'), 'after');
});

const scripts = {
  own: answering('own', 'x'),
  all: answering('all', 'x'),
  hub: `[ "$(cat)" = "https://index.docker.io/v1/" ] && ${answering('hub', 'x')}`,
  none: 'echo "credentials not found in native keychain"; exit 1',
  broken: 'echo hidden; exit 9',
};

test("a registry's own helper comes before the one for all, and that before the file's entries", { skip: NO_SHELL }, async () => {
  const auths = { 'a.example': auth('file:x'), 'b.example': auth('file:x'), 'c.example': auth('file:x') };
  await using place = await home(
    { '.docker/config.json': { auths, credHelpers: { 'a.example': 'own', 'c.example': 'none' }, credsStore: 'all' } },
    scripts,
  );
  assert.deepEqual(
    [await place.user('a.example'), await place.user('b.example'), await place.user('c.example')],
    ['own', 'all', 'all'],
  );
  await place.write('.docker/config.json', { auths, credsStore: 'none' });
  assert.equal(await place.user('a.example'), 'file');
  assert.deepEqual(place.notices, []);
});

test('Docker Hub is asked for by its own key', { skip: NO_SHELL }, async () => {
  await using place = await home({ '.docker/config.json': { credHelpers: { 'docker.io': 'hub' } } }, scripts);
  assert.equal(await place.user('docker.io', 'library/alpine'), 'hub');
});

test('a helper that fails is told of, without what it wrote, and the next source is asked', { skip: NO_SHELL }, async () => {
  const files = {
    '.docker/config.json': { credsStore: 'broken' },
    '.config/containers/auth.json': config('a.example', 'podman'),
  };
  await using place = await home(files, scripts);
  assert.equal(await place.user('a.example'), 'podman');
  assert.deepEqual(place.notices, ['The credential helper "broken" has nothing for a.example: it ended with code 9.']);
});
