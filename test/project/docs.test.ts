import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { parseArguments } from '../../src/host/arguments.ts';
import { commandLineValues } from '../../src/host/given.ts';
import { type OptionName, optionsOf } from '../../src/host/options.ts';
import { OUTPUTS } from '../../src/host/outputs.ts';
import { parseRequest, parseUpdate } from '../../src/host/request.ts';
import { parseIgnoreFile } from '../../src/policy/ignore/index.ts';
import { parseVex } from '../../src/policy/vex/index.ts';
import { FORMATS } from '../../src/report/index.ts';
import { readYaml, type Scalar, type Step, type Workflow } from './workflow.ts';

const ROOT = join(import.meta.dirname, '../..');
const GUIDES = ['private-registries', 'offline', 'ignoring', 'pull-requests'].map((name) => `docs/${name}.md`);
const PAGES = [...GUIDES, 'SECURITY.md', 'CONTRIBUTING.md'];
const WORKFLOWS = globSync(['examples/*.yml', '.github/workflows/*.yml'], { cwd: ROOT });
const FORMAT_IDS = FORMATS.map(({ id }) => id);

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The blocks of one language in a page. */
function blocks(page: string, language: string): readonly string[] {
  return [...read(page).matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);
}

/** The arguments of each `hullcheck …` in a page. None of them holds a space. */
function commands(page: string): readonly (readonly string[])[] {
  const text = blocks(page, 'sh').join('').replaceAll('\\\n', ' ');
  return [...text.matchAll(/(?<=^|\s)hullcheck (.+)$/gm)].map(([, words = '']) => words.trim().split(/\s+/));
}

/** Reads a command line as far as it can be without running it. Throws where it is wrong. */
async function check(args: readonly string[]): Promise<void> {
  const invocation = parseArguments(args);
  if (invocation.kind !== 'report' && invocation.kind !== 'update') return;
  const password = args.includes('--registry-username') ? { HULLCHECK_REGISTRY_PASSWORD: 'secret' } : {};
  const given = await commandLineValues(invocation.values, password, async () => 'secret');
  if (invocation.kind === 'update') parseUpdate(given, 'command line');
  else parseRequest(given, { source: 'command line', formats: FORMAT_IDS });
}

/** Holds a workflow's steps against the Action: its inputs, what they take, and the outputs that are asked for. */
function checkSteps(steps: readonly Step[], text: string): number {
  const own = steps.filter(({ uses = '' }) => uses === './' || uses.startsWith('hullcheck/hullcheck@'));
  for (const { with: inputs = {} } of own) {
    const names = new Set<string>(optionsOf('action').map(({ name }) => name));
    for (const name of Object.keys(inputs)) assert.ok(names.has(name), `there is no input "${name}"`);
    const given = (name: OptionName): string | undefined => plain(inputs[name]);
    if (inputs['mode'] === 'update') parseUpdate(given, 'action');
    else parseRequest(given, { source: 'action', formats: FORMAT_IDS });
  }
  const ids = new Set(own.map(({ id }) => id));
  for (const [, id = '', output] of text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
    if (ids.has(id))
      assert.ok(
        OUTPUTS.some(({ name }) => name === output),
        `there is no output "${output}"`,
      );
  }
  return own.length;
}

/** What an expression might become. */
function plain(value: Scalar | undefined): string | undefined {
  return value === undefined ? undefined : String(value).replace(/\$\{\{.*?\}\}/g, 'x');
}

suite('the guides', () => {
  for (const page of GUIDES) {
    test(`${page} has only commands that are understood`, async () => {
      const all = commands(page);
      assert.ok(all.length >= 2);
      for (const args of all) await assert.doesNotReject(check(args), args.join(' '));
    });

    test(`${page} has only steps that are understood`, () => {
      const steps = blocks(page, 'yaml').filter((text) => text.includes('steps:'));
      const own = steps.map((text) => checkSteps((readYaml(text) as { steps: readonly Step[] }).steps, text));
      assert.ok(page.endsWith('ignoring.md') || own.some((count) => count > 0));
    });
  }

  for (const page of PAGES) {
    test(`${page} links to files that are there`, () => {
      for (const [, path = ''] of read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        assert.ok(existsSync(join(ROOT, dirname(page), path)), path);
      }
    });
  }

  test('show a list of what is ignored that is read as it says', () => {
    const [text = ''] = blocks('docs/ignoring.md', 'yaml');
    const { rules, notices } = parseIgnoreFile('.hullcheck-ignore.yaml', text);
    assert.deepEqual(notices, []);
    assert.deepEqual(
      rules.map(({ ids }) => ids),
      [['CVE-2024-6119'], ['CVE-2024-4068', 'GHSA-grv7-fg5c-xmjg'], undefined],
    );
    assert.equal(rules[0]?.expires, Date.parse('2027-02-01T00:00:00Z'));
  });

  test('show a VEX document that is read', () => {
    const [text = ''] = blocks('docs/ignoring.md', 'json');
    assert.equal(parseVex('shop.json', text).statements.length, 1);
  });

  test('would not show a flag, a value or an input that there is not', async () => {
    await assert.rejects(check(['report', 'alpine', '--fail-onn', 'high']), /no flag/);
    await assert.rejects(check(['report', 'alpine', '--fail-on', 'hihg']), /--fail-on/);
    await assert.rejects(check(['update', '--ecosystems', 'npm']), /db-file/);
    const step = (inputs: Readonly<Record<string, string>>): Step => ({ id: 'a', uses: './', with: inputs });
    assert.throws(() => checkSteps([step({ image: 'alpine' })], ''), /no input "image"/);
    assert.throws(() => checkSteps([step({ 'image-ref': 'alpine', timeout: 'long' })], ''), /timeout/);
    assert.throws(() => checkSteps([step({ 'image-ref': 'alpine' })], '${{ steps.a.outputs.sarif }}'), /no output "sarif"/);
  });
});

suite('the workflows', () => {
  for (const file of WORKFLOWS) {
    test(`${file} gives the Action what it takes`, () => {
      const text = read(file);
      const counts = Object.values((readYaml(text) as Workflow).jobs).map(({ steps }) => checkSteps(steps, text));
      assert.ok(!file.startsWith('examples') || counts.some((count) => count > 0));
    });
  }
});
