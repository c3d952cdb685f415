import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { besideText } from './osv.ts';
import { type Ended, run } from './program.ts';

/** The committed bundles. */
const DIST = join(import.meta.dirname, '../../dist');

/** A step of a workflow that has ended. */
export interface FinishedStep extends Ended {
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
}

/** The folders of a runner, in one of the test's. */
export interface Runner {
  readonly folder: string;
  readonly workspace: string;
  readonly temp: string;
  /** Runs the Action as a step with these inputs, named as in a workflow. */
  step(inputs: Readonly<Record<string, string>>, environment?: Readonly<Record<string, string>>): Promise<FinishedStep>;
}

/** What a runner is for a step: https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export async function makeRunner(folder: string): Promise<Runner> {
  const workspace = join(folder, 'workspace');
  const temp = join(folder, 'temp');
  for (const path of [workspace, temp]) await mkdir(path);
  let steps = 0;
  return {
    folder,
    workspace,
    temp,
    async step(inputs, environment = {}) {
      steps += 1;
      const output = join(folder, `output-${steps}`);
      const summary = join(folder, `summary-${steps}`);
      // The runner makes both, empty, before a step.
      for (const path of [output, summary]) await writeFile(path, '');
      const beside = inputs['osv-url'] === undefined ? {} : { 'feed-urls': besideText(inputs['osv-url']) };
      const given = Object.entries({ ...beside, ...inputs }).map(([name, value]) => [
        `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
        value,
      ]);
      const env = {
        PATH: process.env['PATH'],
        HOME: folder,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: temp,
        RUNNER_TOOL_CACHE: join(folder, 'tools'),
        ...Object.fromEntries(given),
        ...environment,
      };
      const ended = await run(process.execPath, [join(DIST, 'index.js')], { cwd: workspace, env });
      return { ...ended, outputs: parseOutputs(await readFile(output, 'utf8')), summary: await readFile(summary, 'utf8') };
    },
  };
}

/** Runs the command line in a folder, with nothing of this machine's user in its environment. */
export async function runCommand(
  args: readonly string[],
  { folder, env = {}, input = '' }: { readonly folder: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string },
): Promise<Ended> {
  return await run(process.execPath, [join(DIST, 'cli/index.js'), ...args, ...besideFlags(args)], {
    cwd: folder,
    env: commandEnvironment(folder, env),
    input,
  });
}

/** Whoever says where OSV lies means the feeds beside it to lie there as well. */
function besideFlags(args: readonly string[]): readonly string[] {
  const url = args[args.indexOf('--osv-url') + 1];
  if (args[0] !== 'report' || !args.includes('--osv-url') || args.includes('--feed-urls') || url === undefined) return [];
  return ['--feed-urls', besideText(url)];
}

/** The environment of such a run, for tests that start it in another way. */
export function commandEnvironment(folder: string, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: join(folder, 'cache'), ...env };
}

/** The command line's bundle, as a shell would name it. */
export const COMMAND: readonly string[] = [process.execPath, join(DIST, 'cli/index.js')];

/** A value of several lines stands between two of a delimiter's own: `name<<delimiter`. */
function parseOutputs(text: string): ReadonlyMap<string, string> {
  const values = [...text.matchAll(/^([a-z-]+)<<(\S+)\r?\n([^]*?)\r?\n\2$/gm)];
  return new Map(values.map(([, name = '', , value = '']) => [name, value]));
}
