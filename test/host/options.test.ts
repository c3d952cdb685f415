import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOf, OPTIONS, optionsOf } from '../../src/host/options.ts';
import { FORMATS } from '../../src/report/index.ts';

test('no two options share a name, and every name is lower case with dashes', () => {
  const names = OPTIONS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]+(?:-[a-z]+)*$/);
});

test('every option tells in one line what it is', () => {
  for (const { name, description } of OPTIONS) assert.match(description, /^[A-Z][^\n]+\.$/, name);
});

test('the options of one place leave out those of the other', () => {
  const action = new Set(optionsOf('action').map(({ name }) => name));
  const shell = new Set(optionsOf('command line').map(({ name }) => name));
  assert.ok(action.has('summary') && !shell.has('summary'));
  assert.ok(shell.has('registry-password-stdin') && !action.has('registry-password-stdin'));
});

test('an option is named as it was written', () => {
  assert.equal(labelOf('format', 'action'), 'the input "format"');
  assert.equal(labelOf('format', 'command line'), '--format');
});

test('the description of format names every format that there is', () => {
  const { description = '' } = OPTIONS.find(({ name }) => name === 'format') ?? {};
  for (const { id } of FORMATS) assert.ok(description.includes(id), id);
});
