import { Unreadable } from '../../model/document.ts';
import { nameGlob, pathGlob } from '../pattern/glob.ts';
import { parsePurl } from '../purl.ts';
import { endOfDay } from './date.ts';
import type { IgnoreFile } from './file.ts';
import type { PackagePattern } from './package-pattern.ts';
import { patternOn } from './pattern-fault.ts';
import type { IgnoreRule } from './rule.ts';
import { fieldText, fieldTexts, isNothing, type Yaml } from './yaml.ts';

const KEYS = ['id', 'package', 'path', 'expires', 'reason'];
/** What the same is called elsewhere. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['cve', 'id'],
  ['vulnerability', 'id'],
  ['purl', 'package'],
  ['name', 'package'],
  ['location', 'path'],
  ['file', 'path'],
  ['until', 'expires'],
  ['exp', 'expires'],
  ['expiry', 'expires'],
  ['ignoreuntil', 'expires'],
  ['statement', 'reason'],
  ['justification', 'reason'],
  ['comment', 'reason'],
]);

/**
 * Our own list of what is ignored: entries of `id`, `package` (a name or a package URL), `path` (a pattern), `expires` (the last day) and
 * `reason`, the first three of which may be lists and must not all be absent. Throws `Unreadable` with the line of what is wrong:
 * an entry that is not understood ignores nothing, and whoever wrote it must know.
 */
export function parseOwn(file: string, root: Yaml): IgnoreFile {
  if (isNothing(root)) return { rules: [], notices: [] };
  if (root.kind !== 'list') throw new Unreadable(`line ${root.line}: it must be a list of entries that begin with "- "`);
  return { rules: root.items.map((item) => toRule(file, item)), notices: [] };
}

function toRule(file: string, entry: Yaml): IgnoreRule {
  const { line } = entry;
  if (entry.kind !== 'map') throw new Unreadable(`line ${line}: an entry has fields: ${KEYS.join(', ')}`);
  for (const [key, field] of entry.fields) checkKey(key, field.line);
  const ids = fieldTexts(entry.fields, 'id');
  const packages = fieldTexts(entry.fields, 'package').map((text) => toPackage(text, line));
  const paths = fieldTexts(entry.fields, 'path').map((text) => patternOn(line, text, pathGlob));
  const reason = fieldText(entry.fields, 'reason');
  const expires = fieldText(entry.fields, 'expires');
  if (ids.length + packages.length + paths.length === 0) {
    throw new Unreadable(`line ${line}: an entry needs an id, a package or a path, or it would ignore everything`);
  }
  return {
    ...(ids.length === 0 ? {} : { ids }),
    ...(packages.length === 0 ? {} : { packages }),
    ...(paths.length === 0 ? {} : { paths }),
    ...(expires === undefined ? {} : { expires: toEnd(expires, line) }),
    ...(reason === undefined ? {} : { reason }),
    source: { file, line },
  };
}

function toPackage(text: string, line: number): PackagePattern {
  if (!/^pkg:/i.test(text)) return { anyName: patternOn(line, text, nameGlob) };
  const purl = parsePurl(text);
  if (purl === undefined) throw new Unreadable(`line ${line}: "${text}" is not a package URL`);
  return { purl };
}

function toEnd(text: string, line: number): number {
  const end = endOfDay(text);
  if (end === undefined) throw new Unreadable(`line ${line}: "${text}" is not a day; write one as 2027-01-31`);
  return end;
}

function checkKey(key: string, line: number): void {
  if (KEYS.includes(key)) return;
  const meant = nearestKey(key.toLowerCase().replace(/[-_ ]/g, ''));
  const hint = meant === undefined ? `known are ${KEYS.join(', ')}` : `did you mean "${meant}"?`;
  throw new Unreadable(`line ${line}: "${key}" is not a field of an entry; ${hint}`);
}

/** The field that has most letters from the start in common, or that is called so elsewhere. */
function nearestKey(written: string): string | undefined {
  const other = OTHER_NAMES.get(written.replace(/s$/, ''));
  if (other !== undefined) return other;
  const [best] = KEYS.map((key) => ({ key, same: sharedStart(key, written), apart: Math.abs(key.length - written.length) })).sort(
    (a, b) => b.same - a.same || a.apart - b.apart,
  );
  return best === undefined || best.same === 0 ? undefined : best.key;
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
