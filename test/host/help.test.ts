import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHelp, renderCommandHelp } from '../../src/host/help.ts';
import { OPTIONS, optionsOf } from '../../src/host/options.ts';

const formats = [
  { id: 'sarif', description: 'For GitHub code scanning.' },
  { id: 'table', description: 'For people.' },
];

test('the help for report lists every flag of the command line with its default, and no other', () => {
  const help = renderCommandHelp('report', formats);
  const listed = [...help.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
  assert.deepEqual(listed, [...optionsOf('command line', 'report').map(({ name }) => name), 'help']);
  const flat = help.replace(/\s+/g, ' ');
  for (const { name, description, fallback, placeholder } of optionsOf('command line', 'report')) {
    assert.ok(flat.includes(description), name);
    if (placeholder !== undefined) assert.ok(flat.includes(`--${name} ${placeholder} `), name);
    if (placeholder !== undefined && fallback['command line'] !== '')
      assert.ok(flat.includes(`[${fallback['command line']}]`), name);
  }
  assert.ok(OPTIONS.length > listed.length - 1, 'the Action has an input that is no flag');
});

test('the help for another command lists its flags, and formats where it writes reports', () => {
  const update = renderCommandHelp('update', formats);
  assert.match(update, /--db-file FILE/);
  assert.doesNotMatch(update, /--image-ref|Formats:/);
  assert.match(renderCommandHelp('convert', formats), /Formats:/);
});

test('the help for report lists every format', () => {
  for (const { id, description } of formats)
    assert.ok(renderCommandHelp('report', formats).includes(`  ${id}  ${description}\n`), id);
});

test('both helps tell the exit codes, where credentials come from, and how a run is written', () => {
  for (const help of [renderHelp(), renderCommandHelp('report', formats)]) {
    for (const part of [
      /^ {2}2 {2}/m,
      /^ {2}3 {2}/m,
      /DOCKER_CONFIG/,
      /HULLCHECK_REGISTRY_PASSWORD/,
      /hullcheck report alpine/,
    ]) {
      assert.match(help, part);
    }
  }
});

test('no line of either help is wider than a terminal', () => {
  const helps = [
    renderHelp(),
    ...(['report', 'update', 'convert'] as const).map((command) => renderCommandHelp(command, formats)),
  ];
  const lines = helps.join('').split('\n');
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
});
