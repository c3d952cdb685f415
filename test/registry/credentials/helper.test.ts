import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { askHelper } from '../../../src/registry/credentials/helper.ts';
import { fakeClock } from '../../support/clock.ts';
import { answering, helperFolder, NO_SHELL } from '../../support/credential-helper.ts';

const options = { skip: NO_SHELL };
const still = () => new AbortController().signal;

async function ask(script: string, name = 'fake') {
  await using folder = await helperFolder({ fake: script });
  return await askHelper(name, 'reg.example', { environment: folder.environment, clock: fakeClock(), signal: still() });
}

/** A clock that tells when the helper's time begins to run. */
function watchedClock() {
  const clock = fakeClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  const after: typeof clock.after = (milliseconds, action) => {
    resolve();
    return clock.after(milliseconds, action);
  };
  return { ...clock, after, armed: promise };
}

test('a helper is asked "get" for the registry on its standard input, in the given environment', options, async () => {
  await using folder = await helperFolder({ fake: `echo "$1 $(cat) $COLOUR" > "$HOME/seen"; ${answering('ada', 'one')}` });
  const environment = { ...folder.environment, COLOUR: 'red' };
  const answer = await askHelper('fake', 'reg.example', { environment, clock: fakeClock(), signal: still() });
  assert.deepEqual(answer, { kind: 'login', login: { username: 'ada', password: 'one', source: 'docker-credential-fake' } });
  assert.equal(await readFile(join(folder.path, 'seen'), 'utf8'), 'get reg.example red\n');
});

test('a user of "<token>" makes the secret an identity token', options, async () => {
  const answer = await ask(answering('<token>', 'i'));
  assert.deepEqual(answer, { kind: 'login', login: { identityToken: 'i', source: 'docker-credential-fake' } });
});

test('a helper that does not read what it is asked is borne', options, async () => {
  assert.equal((await ask(`exec <&-; ${answering('a', 'b')}`)).kind, 'login');
});

for (const script of [
  'echo "credentials not found in native keychain"; exit 1',
  'echo "Credentials not found"; exit 1',
  'echo "no credentials server URL"; exit 1',
  answering('', ''),
]) {
  test(`nothing found is no failure: ${script}`, options, async () => {
    assert.deepEqual(await ask(script), { kind: 'none' });
  });
}

const failures: readonly (readonly [what: string, script: string, reason: RegExp])[] = [
  ['an exit code', 'echo hidden; echo hidden >&2; exit 3', /code 3/],
  ['no JSON', 'echo hidden', /not the JSON/],
  ['other JSON', `echo '{"Username":["hidden"]}'`, /not the JSON/],
  ['too much', 'echo hidden; yes hidden | head -c 100000', /more than 65536 bytes/],
];
for (const [what, script, expected] of failures) {
  test(`a failure is told without a word of what the helper wrote: ${what}`, options, async () => {
    const answer = await ask(script);
    assert.ok(answer.kind === 'failed');
    assert.match(answer.reason, expected);
    assert.doesNotMatch(answer.reason, /hidden/);
  });
}

test('a helper that is not there, or cannot be started, is a failure', options, async () => {
  await using folder = await helperFolder({ fake: '' });
  await writeFile(join(folder.path, 'docker-credential-fake'), '#!/no/such/interpreter\n');
  const around = { environment: folder.environment, clock: fakeClock(), signal: still() };
  assert.deepEqual(await askHelper('other', 'x', around), { kind: 'failed', reason: 'it is not installed on the PATH' });
  assert.deepEqual(await askHelper('fake', 'x', around), { kind: 'failed', reason: 'it could not be started' });
});

for (const name of ['../fake', 'a/b', 'fake; touch x', '', 'a b', '$(x)']) {
  test(`a name is not taken for more than a name: "${name}"`, async () => {
    assert.deepEqual(await ask(answering('a', 'b'), name), { kind: 'failed', reason: 'its name is not one of a program' });
  });
}

test('a helper is not taken from the working directory', options, async () => {
  await using folder = await helperFolder({ fake: answering('evil', 'x') });
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    for (const PATH of ['.', '', ':/bin', './']) {
      const answer = await askHelper('fake', 'x', { environment: { PATH }, clock: fakeClock(), signal: still() });
      assert.equal(answer.kind, 'failed');
    }
  } finally {
    process.chdir(before);
  }
});

test('a helper that does not answer is ended after fifteen seconds', options, async () => {
  await using folder = await helperFolder({ fake: 'sleep 20' });
  const clock = watchedClock();
  const answer = askHelper('fake', 'x', { environment: folder.environment, clock, signal: still() });
  await clock.armed;
  clock.advance(14_999);
  clock.advance(1);
  assert.deepEqual(await answer, { kind: 'failed', reason: 'it did not answer within 15 s' });
});

test('a helper is ended with the scan', options, async () => {
  await using folder = await helperFolder({ fake: 'exec sleep 20' });
  const clock = watchedClock();
  const controller = new AbortController();
  const answer = askHelper('fake', 'x', { environment: folder.environment, clock, signal: controller.signal });
  await clock.armed;
  controller.abort(new Error('enough'));
  await assert.rejects(answer, /enough/);
});
