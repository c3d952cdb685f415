import { ADVISORIES_OPTIONS } from './options/advisories.ts';
import { IMAGE_OPTIONS } from './options/image.ts';
import { POLICY_OPTIONS } from './options/policy.ts';
import { REGISTRY_OPTIONS } from './options/registry.ts';
import { REPORT_OPTIONS } from './options/report.ts';
import { RUN_OPTIONS } from './options/run.ts';
import type { Command, Option, Source } from './options/option.ts';

export type { Command, Option, Source } from './options/option.ts';

/** Every option there is. The inputs, the flags, `--help` and the README all come from this list. */
export const OPTIONS = [
  ...IMAGE_OPTIONS,
  ...RUN_OPTIONS,
  ...REGISTRY_OPTIONS,
  ...ADVISORIES_OPTIONS,
  ...POLICY_OPTIONS,
  ...REPORT_OPTIONS,
] as const satisfies readonly Option[];

/** The name of an option that exists. */
export type OptionName = (typeof OPTIONS)[number]['name'];

/** The options that exist in one place, of one command or of all, in the order of the list. */
export function optionsOf(source: Source, command?: Command): readonly (Option & { readonly name: OptionName })[] {
  const all: readonly (Option & { readonly name: OptionName })[] = OPTIONS;
  return all.filter(
    ({ only, commands = ['report'] }) =>
      (only === undefined || only === source) && (command === undefined || commands.includes(command)),
  );
}

/** How an option is written where it was asked for: `--format`, or `the input "format"`. */
export function labelOf(name: OptionName, source: Source): string {
  return source === 'action' ? `the input "${name}"` : `--${name}`;
}
