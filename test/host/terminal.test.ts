import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createTerminalLog, type HostLog } from '../../src/host/terminal.ts';
import { makeProgress, StillClock } from '../support/layer-progress.ts';

class Screen {
  readonly isTTY: boolean;
  readonly columns = 40;
  readonly rows = 4;
  readonly written: string[] = [];

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.written.push(text);
  }

  /** What a person sees: the two controls that the log uses, carried out. */
  get lines(): readonly string[] {
    const lines: string[] = [];
    for (const part of this.written.join('').split(/(?<=\n)|(?=\u001b\[\d+A)|(?<=\u001b\[\d+A)|(?<=\u001b\[0J)/u)) {
      const up = /^\u001b\[(?<count>\d+)A$/u.exec(part)?.groups?.['count'];
      if (up !== undefined) lines.splice(lines.length - Number(up));
      else if (part !== '\u001b[0J') lines.push(part.replace(/\n$/, ''));
    }
    return lines;
  }
}

function openLog(isTTY: boolean, environment: NodeJS.ProcessEnv = {}): { log: HostLog; screen: Screen; clock: StillClock } {
  const screen = new Screen(isTTY);
  const clock = new StillClock();
  return { log: createTerminalLog({ stream: screen, environment, clock }), screen, clock };
}

suite('a terminal', () => {
  test('has one line a layer in flight, redrawn in place, and keeps a line for each that is done', () => {
    const { log, screen, clock } = openLog(true);
    log.progress(makeProgress(1));
    clock.time = 200;
    log.progress(makeProgress(0));
    clock.time = 400;
    log.progress(makeProgress(1, { bytes: 5_000_000 }));
    assert.deepEqual(screen.lines, ['Layer 1 of 5 (111111111111): read 2.5 …', 'Layer 2 of 5 (222222222222): read 5.0 …']);
    log.progress(makeProgress(0, { state: 'done' }));
    assert.deepEqual(screen.lines, ['Layer 1 of 5 (111111111111): done, 10.0 MB.', 'Layer 2 of 5 (222222222222): read 5.0 …']);
  });

  test('keeps every other line above those that move', () => {
    const { log, screen } = openLog(true);
    log.progress(makeProgress(0));
    log.warning('look here');
    log.info('and here');
    assert.deepEqual(screen.lines, ['warning: look here', 'and here', 'Layer 1 of 5 (111111111111): read 2.5 …']);
  });

  test('is not drawn more than ten times a second', () => {
    const { log, screen, clock } = openLog(true);
    for (clock.time = 0; clock.time < 1000; clock.time += 1) log.progress(makeProgress(0, { bytes: clock.time }));
    assert.equal(screen.written.length, 10);
  });

  test('never has more moving lines than fit, because a line that scrolled away cannot be erased', () => {
    const { log, screen, clock } = openLog(true);
    for (let index = 0; index < 5; index += 1) {
      clock.time += 200;
      log.progress(makeProgress(index));
    }
    assert.equal(screen.lines.length, 3);
    for (const line of screen.lines) assert.ok(line.length < screen.columns, line);
  });

  test('has nothing that moves after the end', () => {
    const { log, screen } = openLog(true);
    log.progress(makeProgress(0));
    log.close();
    log.failure('no such image');
    assert.deepEqual(screen.lines, ['error: no such image']);
  });
});

suite('where lines stay', () => {
  for (const [why, isTTY, environment] of [
    ['a file', false, {}],
    ['NO_COLOR', true, { NO_COLOR: '1' }],
    ['CI', true, { CI: 'true' }],
    ['a dumb terminal', true, { TERM: 'dumb' }],
  ] as const) {
    test(`(${why}) no control sequence is written, and a layer has a line when it is done`, () => {
      const { log, screen } = openLog(isTTY, environment);
      log.progress(makeProgress(0));
      log.progress(makeProgress(0, { state: 'done' }));
      log.close();
      assert.deepEqual(screen.written, ['Layer 1 of 5 (111111111111): done, 10.0 MB.\n']);
    });
  }
});

test('a group is its heading and its work', async () => {
  const { log, screen } = openLog(false);
  const result = await log.group('Layers', () => {
    log.notice('one is large');
    return Promise.resolve(7);
  });
  assert.equal(result, 7);
  assert.deepEqual(screen.lines, ['Layers', 'note: one is large']);
});

test('what came from outside cannot move the cursor, and a secret is covered in every line', () => {
  const { log, screen } = openLog(false);
  log.secret('hunter2');
  log.info('name\u001b[2J\r\nsecond \u202eline');
  log.failure(`refused hunter2, ${Buffer.from('hunter2').toString('base64')}`);
  assert.deepEqual(screen.written, ['name\ufffd[2J\ufffd\ufffdsecond \ufffdline\n', 'error: refused ***, ***\n']);
});
