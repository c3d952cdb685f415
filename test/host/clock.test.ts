import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/host/clock.ts';

test('the clock runs forward and knows the year', () => {
  const before = systemClock.now();
  assert.ok(systemClock.now() >= before);
  assert.ok(Math.abs(systemClock.wall() - Date.now()) < 1000);
});

test("a sleep that is aborted rejects with the signal's reason", async () => {
  const reason = new Error('enough');
  await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort(reason)), reason);
  const controller = new AbortController();
  const asleep = systemClock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await assert.rejects(asleep, reason);
  await systemClock.sleep(0);
});

test('an alarm rings unless it is called off', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const rung: string[] = [];
  systemClock.after(1000, () => rung.push('first'));
  const callOff = systemClock.after(1000, () => rung.push('second'));
  callOff();
  context.mock.timers.tick(1000);
  assert.deepEqual(rung, ['first']);
});
