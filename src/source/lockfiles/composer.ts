import { jsonEntries } from '../json-entries.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

/** https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control */
export const COMPOSER: Lockfile = { type: 'composer', names: (file) => file === 'composer.lock', packages };

function* packages(text: string): Generator<LockedPackage> {
  let name: { readonly text: string; readonly line: number; readonly holder: number } | undefined;
  for (const { path, value, line, holder } of jsonEntries(text)) {
    const [section, , key] = path;
    if (path.length !== 3 || (section !== 'packages' && section !== 'packages-dev')) continue;
    if (key === 'name') name = { text: value, line, holder };
    if (key === 'version' && name?.holder === holder) yield { name: name.text, version: value, line: name.line };
  }
}
