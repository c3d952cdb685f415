import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { openInterruption } from '../../src/host/interrupt.ts';
import { ScanError } from '../../src/model/errors.ts';

/** A clock whose one alarm a test sets off. */
class Alarm {
  ring: (() => void) | undefined;
  milliseconds: number | undefined;

  after(milliseconds: number, action: () => void): () => void {
    this.milliseconds = milliseconds;
    this.ring = action;
    return () => {
      this.ring = undefined;
    };
  }
}

function codeOf(signal: AbortSignal): string | undefined {
  return signal.reason instanceof ScanError ? signal.reason.code : undefined;
}

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  test(`${name} aborts the scan once; a second one finds no listener and ends the process`, () => {
    const system = new EventEmitter();
    using interruption = openInterruption({ timeout: undefined, clock: new Alarm(), system });
    assert.equal(interruption.signal.aborted, false);
    system.emit(name, name);
    assert.equal(codeOf(interruption.signal), 'ABORTED');
    assert.match(String(interruption.signal.reason), new RegExp(name));
    assert.equal(system.listenerCount('SIGINT') + system.listenerCount('SIGTERM'), 0);
  });
}

test('the scan is aborted when its time is up, and told how long that was', () => {
  for (const [timeout, span] of [
    [90 * 60_000, '90 min'],
    [30_000, '30 s'],
    [100_000, '1.7 min'],
  ] as const) {
    const clock = new Alarm();
    using interruption = openInterruption({ timeout, clock, system: new EventEmitter() });
    assert.equal(clock.milliseconds, timeout);
    clock.ring?.();
    assert.equal(codeOf(interruption.signal), 'TIMEOUT');
    assert.match(String(interruption.signal.reason), new RegExp(`not done after ${span}\\.`));
  }
});

test('a scan that is done leaves neither a listener nor an alarm', () => {
  const system = new EventEmitter();
  const clock = new Alarm();
  {
    using interruption = openInterruption({ timeout: 1000, clock, system });
    assert.equal(interruption.signal.aborted, false);
  }
  assert.equal(clock.ring, undefined);
  assert.equal(system.listenerCount('SIGINT') + system.listenerCount('SIGTERM'), 0);
});
