import { linesOf } from '../file.ts';
import type { LockedPackage } from './lockfile.ts';

/** The `[[package]]` tables of a TOML file that a program wrote: one key a line. The line told is the name's. */
export function* tomlPackages(text: string): Generator<LockedPackage> {
  let table = '';
  let name: { readonly text: string; readonly line: number } | undefined;
  for (const [index, line] of linesOf(text).entries()) {
    if (line.startsWith('[')) {
      table = line.trimEnd();
      name = undefined;
    }
    if (table !== '[[package]]') continue;
    const [, key, value = ''] = /^(name|version) *= *["']([^"']*)["']/.exec(line) ?? [];
    if (key === 'name') name = { text: value, line: index + 1 };
    if (key === 'version' && name !== undefined) yield { name: name.text, version: value, line: name.line };
  }
}
