import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { optionsOf } from '../src/host/options.ts';
import { OUTPUTS } from '../src/host/outputs.ts';
import { readActionMetadata } from './support/action-yml.ts';

const file = new URL('../action.yml', import.meta.url);

test('action.yml declares the inputs of the option list, in its order, with its words and its defaults', () => {
  const expected = optionsOf('action').map(({ name, description, fallback }) => ({
    name,
    fields: { description, default: fallback.action },
  }));
  assert.deepEqual(readActionMetadata(file).inputs, expected);
});

test('action.yml declares the outputs of the output list, in its order and with its words', () => {
  const expected = OUTPUTS.map(({ name, description }) => ({ name, fields: { description } }));
  assert.deepEqual(readActionMetadata(file).outputs, expected);
});

test('action.yml runs the bundle on Node 24', () => {
  assert.deepEqual(readActionMetadata(file).runs, {
    using: 'node24',
    main: 'dist/index.js',
    post: 'dist/index.js',
    'post-if': 'success() || failure()',
  });
});

test('the marketplace gets a name, a description of at most 125 characters and a brand', () => {
  const { top, branding } = readActionMetadata(file);
  assert.equal(top['name'], 'Hullcheck');
  const { length } = top['description'] ?? '';
  assert.ok(length > 0 && length <= 125, `the description has ${length} characters`);
  assert.deepEqual(branding, { icon: 'anchor', color: 'blue' });
});

test('the reader of action.yml refuses what it would have to guess at', () => {
  const folder = mkdtempSync(join(tmpdir(), 'action-yml-'));
  const refused = [
    'inputs:\n  a:\n    default: yes\n',
    'inputs:\n  a:\n    default: |\n',
    "name: 'a'\nname: 'b'\n",
    "inputs:\n\ta: 'b'\n",
  ];
  for (const text of refused) {
    const bad = join(folder, 'action.yml');
    writeFileSync(bad, text);
    assert.throws(() => readActionMetadata(pathToFileURL(bad)), /action\.yml:\d/, text);
  }
  rmSync(folder, { recursive: true });
});
