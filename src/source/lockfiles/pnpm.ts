import { linesOf } from '../file.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

const KEY = /^ {2}(['"]?)([^\s'"#]+)\1:(?: |$)/;

/** `pnpm-lock.yaml`, versions 5 to 9: https://github.com/pnpm/spec/blob/master/lockfile/9.0.md */
export const PNPM: Lockfile = { type: 'npm', names: (file) => file === 'pnpm-lock.yaml', packages };

function* packages(text: string): Generator<LockedPackage> {
  let section = '';
  for (const [index, line] of linesOf(text).entries()) {
    section = /^([A-Za-z]+):/.exec(line)?.[1] ?? section;
    if (section !== 'packages' && section !== 'snapshots') continue;
    const found = parse(KEY.exec(line)?.[2] ?? '');
    if (found !== undefined) yield { ...found, line: index + 1 };
  }
}

/** `/@a/b/1.0.0_peer@2`, `/@a/b@1.0.0(peer@2)` and `@a/b@1.0.0`. */
function parse(key: string): { readonly name: string; readonly version: string } | undefined {
  const plain = (key.startsWith('/') ? key.slice(1) : key).split('(', 1)[0] ?? '';
  const at = plain.indexOf('@', 1);
  const [, name = '', version = ''] = /^((?:@[^/]+\/)?[^/@]+)\/([^/_]+)/.exec(plain) ?? [];
  if (name !== '' && key.startsWith('/')) return { name, version };
  return at === -1 ? undefined : { name: plain.slice(0, at), version: plain.slice(at + 1) };
}
