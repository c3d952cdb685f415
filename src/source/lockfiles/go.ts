import { linesOf } from '../file.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

const REQUIRED = /^(?:require\s+|\s+)"?([^\s"()=>]+)"?\s+(v\d[^\s"]*)/;
const REPLACED = /=>\s+"?([^\s"]+)"?\s+(v\d[^\s"]*)/;
const TOOLCHAIN = /^(?:toolchain\s+go|go\s+)(\d[\w.]*)/;
const SUM = /^(\S+) (v\d[^\s/]*) h1:/;

/** What a module requires, the modules that replace others, and Go itself: https://go.dev/ref/mod#go-mod-file */
export const GO_MOD: Lockfile = { type: 'golang', names: (file) => file === 'go.mod', packages: modules };

/** https://go.dev/ref/mod#go-sum-files */
export const GO_SUM: Lockfile = { type: 'golang', names: (file) => file === 'go.sum', packages: sums };

function* modules(text: string): Generator<LockedPackage> {
  for (const [index, whole] of linesOf(text).entries()) {
    const line = whole.split('//', 1)[0] ?? '';
    const toolchain = TOOLCHAIN.exec(line)?.[1];
    if (toolchain !== undefined) yield { name: 'stdlib', version: toolchain, line: index + 1 };
    const [, name, version] = (line.includes('=>') ? REPLACED : REQUIRED).exec(line) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version, line: index + 1 };
  }
}

function* sums(text: string): Generator<LockedPackage> {
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, version] = SUM.exec(line) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version, line: index + 1 };
  }
}
