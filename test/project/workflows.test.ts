import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { absence } from '../support/machine.ts';
import { run } from '../support/program.ts';
import { readYaml, usesIn, type Workflow, workflowFaults } from './workflow.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT });
const EXAMPLES = globSync('examples/*.yml', { cwd: ROOT });

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

suite('the workflows', () => {
  for (const file of [...WORKFLOWS, ...EXAMPLES]) {
    test(`${file} is safe`, () => assert.deepEqual(workflowFaults(read(file)), []));
  }

  test('are those that the project needs', () => {
    const names = WORKFLOWS.map((file) => (readYaml(read(file)) as { name: string }).name).sort();
    assert.deepEqual(names, ['check-dist', 'ci', 'release', 'scan', 'workflows']);
    assert.ok(EXAMPLES.length >= 3);
  });

  test('use one commit of an action for one version of it', () => {
    const pins = new Set([...WORKFLOWS, ...EXAMPLES].flatMap((file) => usesIn(read(file))).filter((uses) => uses.includes('@')));
    const actions = [...pins].map((uses) => uses.split('@')[0]);
    assert.ok(actions.length >= 7);
    assert.deepEqual(actions, [...new Set(actions)]);
  });

  test('name only scripts that are there', () => {
    for (const file of WORKFLOWS) {
      const scripts = Object.values((readYaml(read(file)) as Workflow).jobs).flatMap(({ steps }) =>
        steps.map((step) => step.run ?? ''),
      );
      const paths = scripts.flatMap((script) => [...script.matchAll(/^(?:bash|node) (\S+)/gm)].map(([, path = '']) => path));
      for (const path of paths) assert.ok(existsSync(join(ROOT, path)), `${file}: ${path}`);
    }
  });

  test('install what the gate installs where it may', () => {
    const lists = ['.ci/run', '.github/workflows/ci.yml'].map(
      (file) => / install .*--no-install-recommends ([\w -]+\w)/.exec(read(file))?.[1],
    );
    assert.ok(lists[0]?.includes('skopeo'));
    assert.equal(lists[1], lists[0]);
  });

  test('are found safe by zizmor', { skip: absence({ programs: ['zizmor'] }) }, async () => {
    const { status, stdout } = await run(
      'zizmor',
      ['--offline', '--quiet', '--no-progress', ...WORKFLOWS, ...EXAMPLES, '.github/dependabot.yml', 'action.yml'],
      {
        cwd: ROOT,
      },
    );
    assert.equal(status, 0, stdout);
  });
});

suite('the files that GitHub reads', () => {
  test('have Dependabot wait before it proposes what was just released', () => {
    const { updates } = readYaml(read('.github/dependabot.yml')) as { updates: readonly Update[] };
    assert.deepEqual(
      updates.map((update) => update['package-ecosystem']),
      ['npm', 'github-actions', 'docker'],
    );
    for (const { cooldown } of updates) assert.ok((cooldown?.['default-days'] ?? 0) >= 7);
  });

  test('ask for what a bug is found by, with no id twice', () => {
    const { body } = readYaml(read('.github/ISSUE_TEMPLATE/bug.yml')) as { body: readonly Field[] };
    const required = body.flatMap(({ id, validations }) => (validations?.required === true ? [id] : []));
    assert.deepEqual(required, ['kind', 'log', 'version', 'registry', 'runner']);
    for (const file of globSync('.github/ISSUE_TEMPLATE/{bug,feature}.yml', { cwd: ROOT })) {
      const ids = (readYaml(read(file)) as { body: readonly Field[] }).body.flatMap(({ id }) => id ?? []);
      assert.deepEqual(ids, [...new Set(ids)]);
    }
  });

  test('name owners for paths that are there', () => {
    const paths = [...read('.github/CODEOWNERS').matchAll(/^\/(\S+) +@/gm)].map(([, path = '']) => path);
    for (const path of ['.github/', '.ci/', 'action.yml', 'dist/']) assert.ok(paths.includes(path), path);
    for (const path of paths) assert.ok(existsSync(join(ROOT, path)), path);
  });
});

interface Update {
  readonly 'package-ecosystem': string;
  readonly cooldown?: Readonly<Record<string, number>>;
}

interface Field {
  readonly id?: string;
  readonly validations?: { readonly required: boolean };
}

const SAFE = `on:
  pull_request:
permissions: {}
concurrency: one
jobs:
  job:
    timeout-minutes: 5
    permissions:
      security-events: write
    steps:
      - uses: actions/checkout@${'a'.repeat(40)} # v1.2.3
        with:
          persist-credentials: false
      - uses: ./
      - run: echo "$TITLE"
`;

suite('the reader of workflows', () => {
  test('finds nothing in a safe one', () => assert.deepEqual(workflowFaults(SAFE), []));

  const unsafe: readonly (readonly [string, string, string, RegExp])[] = [
    ['a tag for a commit', 'a'.repeat(40), 'v1', /^not pinned .*@v1 # v1\.2\.3$/],
    ['a commit cut short', 'a'.repeat(40), 'a'.repeat(39), /^not pinned/],
    ['a commit of no version', ' # v1.2.3', '', /^not pinned/],
    ['a commit of a branch', '# v1.2.3', '# main', /^not pinned/],
    ['an image that is not pinned', './', 'docker://alpine', /^not pinned/],
    ['a key in quotes', '- uses: ./', '- "uses": someone/else@v1', /^not pinned/],
    ['no permissions', 'permissions: {}\n', '', /^there are no permissions$/],
    ['all permissions', 'permissions: {}', 'permissions: write-all', /^the permissions of all jobs/],
    ['a permission to write for all jobs', 'permissions: {}', 'permissions: { contents: write }', /^the permissions of all jobs/],
    [
      'all permissions for a job',
      'permissions:\n      security-events: write',
      'permissions: write-all',
      /^job: the permissions are write-all$/,
    ],
    ['a pull request that may publish', 'security-events: write', 'packages: write', /^job: a pull request may write packages$/],
    ['a trigger that brings secrets', 'pull_request:', 'pull_request_target:', /^it is triggered by pull_request_target$/],
    ['no concurrency', 'concurrency: one\n', '', /^there is no concurrency$/],
    ['no end', '    timeout-minutes: 5\n', '', /^job: there are no timeout-minutes/],
    ['an end after hours', 'timeout-minutes: 5', 'timeout-minutes: 360', /^job: there are no timeout-minutes/],
    [
      'a title written into a script',
      '"$TITLE"',
      '"${{ github.event.issue.title }}"',
      /^job: an expression is written into a script$/,
    ],
    ['a token on disk', 'persist-credentials: false', 'fetch-depth: 0', /^job: a checkout leaves its token behind$/],
  ];
  for (const [what, safe, bad, fault] of unsafe) {
    test(`finds ${what}`, () => {
      assert.ok(SAFE.includes(safe));
      const faults = workflowFaults(SAFE.replace(safe, bad));
      assert.equal(faults.length, 1, faults.join('; '));
      assert.match(faults[0] ?? '', fault);
    });
  }

  test('finds a release that nobody has to approve', () => {
    const faults = workflowFaults(SAFE.replace('pull_request:', 'push:').replace('security-events: write', 'contents: write'));
    assert.deepEqual(faults, ['job: contents are written outside of an environment']);
  });

  test('refuses a key that is there twice, of which one would count', () => {
    assert.throws(() => workflowFaults(`${SAFE}permissions: write-all\n`), /unique/);
  });
});
