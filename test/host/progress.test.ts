import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgressLines, describeProgress, formatBytes } from '../../src/host/progress.ts';
import { makeProgress, StillClock } from '../support/layer-progress.ts';

test('a layer is told of in one line, counted from one', () => {
  assert.equal(describeProgress(makeProgress(1)), 'Layer 2 of 5 (222222222222): read 2.5 MB of 10.0 MB (25 %).');
  assert.equal(
    describeProgress(makeProgress(1, { state: 'resuming' })),
    'Layer 2 of 5 (222222222222): resuming at 2.5 MB of 10.0 MB (25 %).',
  );
  assert.equal(describeProgress(makeProgress(1, { state: 'done' })), 'Layer 2 of 5 (222222222222): done, 10.0 MB.');
});

test('a layer whose size no document tells is told of without one', () => {
  const event = makeProgress(1);
  const { layer } = event;
  const sizeless = { ...event, layer: { ...layer, descriptor: { ...layer.descriptor, size: undefined } } };
  assert.equal(describeProgress(sizeless), 'Layer 2 of 5 (222222222222): read 2.5 MB.');
  assert.equal(describeProgress({ ...sizeless, state: 'done' }), 'Layer 2 of 5 (222222222222): done, 2.5 MB.');
});

test('bytes are told in the largest unit that they fill', () => {
  const told = [0, 999, 1000, 999_960, 12_345_678, 5e9, 2e15].map((bytes) => formatBytes(bytes));
  assert.deepEqual(told, ['0 B', '999 B', '1.0 kB', '1.0 MB', '12.3 MB', '5.0 GB', '2000.0 TB']);
});

test('a log gets a line each ten seconds for a layer in flight, and one when it is done', () => {
  const clock = new StillClock();
  const lines: string[] = [];
  const progress = createProgressLines({ clock, print: (line) => lines.push(line) });
  for (clock.time = 0; clock.time <= 25_000; clock.time += 100) progress(makeProgress(0, { bytes: clock.time }));
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /read 10\.0 kB of/);
  assert.match(lines[1] ?? '', /read 20\.0 kB of/);
  progress(makeProgress(0, { state: 'done' }));
  progress(makeProgress(0, { state: 'done' }));
  progress(makeProgress(0));
  assert.equal(lines.length, 3);
  assert.match(lines[2] ?? '', /done/);
});

test('each layer has ten seconds of its own', () => {
  const clock = new StillClock();
  const lines: string[] = [];
  const progress = createProgressLines({ clock, print: (line) => lines.push(line) });
  progress(makeProgress(0));
  clock.time = 5000;
  progress(makeProgress(1));
  clock.time = 10_000;
  progress(makeProgress(0));
  progress(makeProgress(1));
  assert.deepEqual(
    lines.map((line) => line.slice(0, 12)),
    ['Layer 1 of 5'],
  );
});
