import { linesOf } from '../file.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

const VERSION = /^ {2}"?version"?:? "?([^"\s]+)"?$/;
/** What a name leads to in the later versions, where it is an alias. */
const RESOLUTION = /^ {2}resolution: "?(@?[^@"\s]+)@npm:/;

/** `yarn.lock`, as version 1 writes it and as its successors do: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ */
export const YARN: Lockfile = { type: 'npm', names: (file) => file === 'yarn.lock', packages };

function* packages(text: string): Generator<LockedPackage> {
  let entry = { name: '', line: 0, version: '' };
  for (const [index, line] of linesOf(text).entries()) {
    if (/^[^\s#].*:$/.test(line)) {
      if (entry.version !== '') yield entry;
      entry = { name: nameOf(line.slice(0, -1)), line: index + 1, version: '' };
    }
    const version = VERSION.exec(line)?.[1] ?? entry.version;
    entry = { ...entry, version, name: RESOLUTION.exec(line)?.[1] ?? entry.name };
  }
  if (entry.version !== '') yield entry;
}

/** `"@a/b@^1", "@a/b@^2"` is `@a/b`; `"x@npm:@a/b@^1"` as well. */
function nameOf(header: string): string {
  const first = header.replaceAll('"', '').split(', ', 1)[0] ?? '';
  const alias = /^@?[^@]+@npm:(@?[^@]+)@/.exec(first)?.[1];
  return alias ?? /^(@?[^@]+)@/.exec(first)?.[1] ?? first;
}
