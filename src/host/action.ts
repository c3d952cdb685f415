import * as core from '@actions/core';
import { errorLine } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { didYouMean } from './nearest.ts';
import { type OptionName, optionsOf } from './options.ts';
import { type FinishedRun, OUTPUTS } from './outputs.ts';

/** An input as the runner hands it over; undefined where it is empty, which the runner does not tell from absent. */
export function readInput(name: OptionName): string | undefined {
  return core.getInput(name) || undefined;
}

/** One sentence for each input that was given and is none: the runner passes a misspelt name on, and nobody would read it. */
export function undeclaredInputs(environment: NodeJS.ProcessEnv): readonly string[] {
  const names = optionsOf('action').map(({ name }) => name);
  const known = new Set(names.map((name) => `INPUT_${name.toUpperCase()}`));
  return Object.keys(environment)
    .filter((key) => key.startsWith('INPUT_') && !known.has(key))
    .map((key) => key.slice('INPUT_'.length).toLowerCase())
    .map(
      (name) => `There is no input "${name}"; it has no effect. ${didYouMean(name, names) ?? `There are: ${names.join(', ')}.`}`,
    );
}

/** Hands the outputs to the steps that follow. */
export function writeOutputs(run: FinishedRun): void {
  for (const output of OUTPUTS) {
    const value = output.value(run);
    if (value !== undefined) core.setOutput(output.name, value);
  }
}

/** Shows the text on the run's page, where there is one. A page that cannot be written costs a warning, never the scan. */
export async function writeSummary(markdown: string, environment: NodeJS.ProcessEnv, log: Log): Promise<void> {
  if (!environment['GITHUB_STEP_SUMMARY']) return;
  try {
    await core.summary.addRaw(markdown, true).write();
  } catch (error) {
    log.warning(`The job summary could not be written: ${errorLine(error)}`);
  }
}
