import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { suite, test } from 'node:test';
import { type Commands, createActionLog, inert } from '../../src/host/action-log.ts';
import { makeProgress, StillClock } from '../support/layer-progress.ts';

function recordCommands(): { commands: Commands; told: string[] } {
  const told: string[] = [];
  const tell = (name: string) => (text: string | Error) => void told.push(`${name} ${String(text)}`);
  return {
    told,
    commands: {
      info: tell('info'),
      notice: tell('notice'),
      warning: tell('warning'),
      error: tell('error'),
      setSecret: tell('secret'),
      startGroup: tell('group'),
      endGroup: () => void told.push('end'),
    },
  };
}

/** What the runner does to a line before it looks for a command in it: ActionCommand.TryParseV2 and TryParse. */
function isCommand(line: string): boolean {
  const seen = line.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
  return /^\s*::/u.test(seen) || seen.includes('##[');
}

suite('a line that came from outside is no command', () => {
  for (const line of [
    '::set-output name=result::clean',
    '  ::add-mask::a',
    '\u00a0\u3000::warning::a',
    '\u00ad::warning::a',
    '\u200b:\u200d:warning::a',
    '\ufff9::warning::a',
    ':::warning::a',
    '##[add-mask]a',
    'text ##[set-output name=result]clean',
    'text #\u00ad#[set-output name=result]clean',
    '###[group]a',
  ]) {
    test(JSON.stringify(line), () => {
      assert.ok(isCommand(line), 'the line would be a command');
      assert.ok(!isCommand(inert(line)), inert(line));
    });
  }

  test('and a line that is none stays as it is', () => {
    for (const line of ['std::vector 1.2', 'C:: drive', '## heading [1]', 'perl-Foo::Bar']) assert.equal(inert(line), line);
  });

  test('nor can a carriage return or a line feed begin one', () => {
    const { commands, told } = recordCommands();
    createActionLog({ clock: new StillClock(), commands }).info('a\r::warning::b\n::warning::c');
    assert.deepEqual(told, ['info a\ufffd::warning::b\ufffd::warning::c']);
  });
});

test('notices, warnings and failures become annotations, cleaned', () => {
  const { commands, told } = recordCommands();
  const log = createActionLog({ clock: new StillClock(), commands });
  log.notice('a\u0007');
  log.warning('b\u001b[31m');
  log.failure('c');
  assert.deepEqual(told, ['notice a\ufffd', 'warning b\ufffd[31m', 'error c']);
});

test('a secret is told to the runner in every form, and never again', () => {
  const { commands, told } = recordCommands();
  const log = createActionLog({ clock: new StillClock(), commands });
  log.secret('me:hunter2');
  const basic = Buffer.from('me:hunter2').toString('base64');
  assert.ok(told.includes('secret me:hunter2') && told.includes(`secret ${basic}`));
  told.length = 0;
  log.info(`Authorization: Basic ${basic}`);
  log.warning('me:hunter2');
  assert.deepEqual(told, ['info Authorization: Basic ***', 'warning ***']);
});

test('a group is closed when its work fails', async () => {
  const { commands, told } = recordCommands();
  const log = createActionLog({ clock: new StillClock(), commands });
  assert.equal(await log.group('Layers', () => Promise.resolve(7)), 7);
  await assert.rejects(
    log.group('Match', () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.deepEqual(told, ['group Layers', 'end', 'group Match', 'end']);
});

test('a layer has a line when it is done, and no more while nobody waits', () => {
  const { commands, told } = recordCommands();
  const log = createActionLog({ clock: new StillClock(), commands });
  log.progress(makeProgress(0));
  log.progress(makeProgress(0, { state: 'done' }));
  log.close();
  assert.deepEqual(told, ['info Layer 1 of 5 (111111111111): done, 10.0 MB.']);
});

test('the real commands reach standard output as the runner reads them', () => {
  const program = `
    import { createActionLog } from './src/host/action-log.ts';
    const log = createActionLog({ clock: { now: () => 0 } });
    log.secret('hunter2');
    log.info('::error::no');
    await log.group('Layers', async () => log.warning('hunter2 100%'));
  `;
  const root = new URL('../..', import.meta.url);
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  assert.ok(lines.includes('::add-mask::hunter2'));
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('::add-mask::')),
    [': :error::no', '::group::Layers', '::warning::*** 100%25', '::endgroup::'],
  );
});
