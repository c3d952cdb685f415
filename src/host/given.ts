import { ScanError } from '../model/errors.ts';
import { type OptionName, optionsOf } from './options.ts';
import type { Given } from './request/given.ts';

/**
 * The options of a command line, filled up with what its environment and its standard input give.
 * Throws `USAGE` where a password is given twice, or standard input holds none.
 */
export async function commandLineValues(
  flags: ReadonlyMap<OptionName, string>,
  environment: NodeJS.ProcessEnv,
  readStandardInput: () => Promise<string>,
): Promise<Given> {
  const values = new Map(flags);
  if (flags.get('registry-password-stdin') === 'true') {
    if (flags.has('registry-password')) {
      throw new ScanError('USAGE', 'A password is given both by --registry-password and by --registry-password-stdin.', {
        hint: 'Keep --registry-password-stdin: a list of processes shows the other.',
      });
    }
    // Whatever writes a password to a pipe ends it with a line feed that is no part of it.
    const password = (await readStandardInput()).replace(/\r?\n$/, '');
    if (password === '') {
      throw new ScanError('USAGE', 'Standard input holds no password.', {
        hint: 'Pipe one in, as in: pass show ghcr | hullcheck report … --registry-password-stdin.',
      });
    }
    values.set('registry-password', password);
  }
  const variables = new Map(optionsOf('command line').map(({ name, variable }) => [name, variable]));
  return (name) => values.get(name) || environment[variables.get(name) ?? ''];
}
