import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { OPTIONS } from '../src/host/options.ts';
import { OUTPUTS } from '../src/host/outputs.ts';
import { FORMATS } from '../src/report/index.ts';
import { TOOL } from '../src/model/tool.ts';

const README = readFileSync('README.md', 'utf8');
const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; scripts: Record<string, string> };

/** The rows between two marks, as lists of cells. */
function rows(mark: string): readonly (readonly string[])[] {
  const text = new RegExp(`<!-- ${mark} -->\n([^]*?)<!-- /${mark} -->`).exec(README)?.[1] ?? '';
  return text
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test('the inputs in the README are the inputs', () => {
  const inputs = OPTIONS.filter((option) => !('only' in option && option.only === 'command line'));
  const expected = inputs.map(({ name, description, fallback }) => [
    `\`${name}\``,
    description,
    fallback.action === '' ? '' : `\`${fallback.action}\``,
  ]);
  assert.deepEqual(rows('inputs'), expected);
});

test('the outputs in the README are the outputs', () => {
  assert.deepEqual(
    rows('outputs'),
    OUTPUTS.map(({ name, description }) => [`\`${name}\``, description]),
  );
});

test('every npm command in the README exists', () => {
  const commands = [...README.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name]) => name ?? '').filter((name) => name !== 'ci');
  assert.ok(commands.length >= 3);
  for (const name of commands) assert.ok(name in MANIFEST.scripts, `npm run ${name}`);
});

test('every file that the README links to is there', () => {
  for (const [, path = ''] of README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) assert.ok(existsSync(path), path);
});

test('the workflow in the README uses inputs and outputs that exist', () => {
  const workflow = /```yaml\n([^]*?)```/.exec(README)?.[1] ?? '';
  const step = /with:\n((?: {6}.+\n)+)/.exec(workflow)?.[1] ?? '';
  const used = [...step.matchAll(/^ {6}([a-z-]+):/gm)].map(([, name]) => name);
  assert.ok(used.includes('image-ref'));
  for (const name of used)
    assert.ok(
      OPTIONS.some((option) => option.name === name),
      name,
    );
  const outputs = [...workflow.matchAll(/steps\.scan\.outputs\.([a-z-]+)/g)].map(([, name]) => name);
  for (const name of outputs)
    assert.ok(
      OUTPUTS.some((output) => output.name === name),
      name,
    );
});

test('the formats that the inputs speak of are the formats', () => {
  const [first, ...rest] = FORMATS.map(({ id }) => id).reverse();
  const format = OPTIONS.find(({ name }) => name === 'format');
  assert.ok(format?.description.includes(`${rest.reverse().join(', ')} or ${first}`));
});

test('the version is that of the package', () => assert.equal(TOOL.version, MANIFEST.version));
