import { Unreadable } from '../../model/document.ts';
import { listed, type Notice } from '../notice.ts';
import { pathGlob } from '../pattern/glob.ts';
import { type IgnoreFile, withoutEffect } from './file.ts';
import { toPackages } from './grype-package.ts';
import { patternOrFault } from './pattern-fault.ts';
import type { FixState, IgnoreRule } from './rule.ts';
import { type Field, fieldText, isNothing, itemsOf, type Yaml } from './yaml.ts';

type Fields = ReadonlyMap<string, Field>;

const FIX_STATES: ReadonlySet<string> = new Set<FixState>(['fixed', 'not-fixed', 'wont-fix', 'unknown']);
const KEYS = new Set(['vulnerability', 'reason', 'namespace', 'fix-state', 'package', 'include-aliases']);
const PACKAGE_KEYS = new Set(['name', 'version', 'language', 'type', 'location', 'upstream-name']);

/**
 * `ignore` of a `.grype.yaml`; the rest of the file configures Grype. A condition that cannot be judged here leaves a rule without
 * effect, and that is told: without it, the rule would ignore more than was meant. Throws `Unreadable` with the line of what is wrong.
 * https://github.com/anchore/grype#specifying-matches-to-ignore
 */
export function parseGrype(file: string, root: Yaml): IgnoreFile {
  if (isNothing(root)) return { rules: [], notices: [] };
  if (root.kind !== 'map') throw new Unreadable(`line ${root.line}: it must have "ignore"`);
  const field = root.fields.get('ignore');
  const rules: IgnoreRule[] = [];
  const notices: Notice[] = [];
  for (const entry of field === undefined ? [] : itemsOf(field, 'ignore')) {
    const rule = toRule(file, entry);
    if (typeof rule === 'string') notices.push(withoutEffect(file, entry.line, rule));
    else rules.push(rule);
  }
  return { rules, notices };
}

/** The rule, or why it has no effect. */
function toRule(file: string, entry: Yaml): IgnoreRule | string {
  const { line } = entry;
  if (entry.kind !== 'map') throw new Unreadable(`line ${line}: an entry has "vulnerability", "package" or "fix-state"`);
  const { fields } = entry;
  const inner = packageFields(fields);
  const foreign = [...unknownKeys(fields, KEYS), ...unknownKeys(inner, PACKAGE_KEYS)];
  if (foreign.length > 0) return `${listed(foreign)} cannot be judged here`;
  const fix = toFix(fieldText(fields, 'fix-state'));
  const packages = toPackages(inner, fieldText(fields, 'namespace'));
  const paths = toPaths(fieldText(inner, 'location'));
  if (typeof fix === 'string') return fix;
  if (typeof packages === 'string') return packages;
  if (typeof paths === 'string') return paths;
  const id = fieldText(fields, 'vulnerability');
  const conditions = { ...(id === undefined ? {} : { ids: [id] }), ...packages, ...paths, ...fix };
  if (Object.keys(conditions).length === 0) return 'it has no condition';
  const reason = fieldText(fields, 'reason');
  return { ...conditions, ...(reason === undefined ? {} : { reason }), source: { file, line } };
}

function toFix(state: string | undefined): Pick<IgnoreRule, 'fixes'> | string {
  if (state === undefined) return {};
  return isFixState(state) ? { fixes: [state] } : `"${state}" is not a state of a fix`;
}

function toPaths(location: string | undefined): Pick<IgnoreRule, 'paths'> | string {
  if (location === undefined) return {};
  const path = patternOrFault(location, pathGlob);
  return typeof path === 'string' ? path : { paths: [path] };
}

function packageFields(fields: Fields): Fields {
  const field = fields.get('package');
  if (field === undefined || isNothing(field.value)) return new Map();
  if (field.value.kind !== 'map')
    throw new Unreadable(`line ${field.line}: "package" has fields: ${[...PACKAGE_KEYS].join(', ')}`);
  return field.value.fields;
}

function unknownKeys(fields: Fields, known: ReadonlySet<string>): readonly string[] {
  return [...fields].filter(([key, { value }]) => !known.has(key) && !isNothing(value)).map(([key]) => `"${key}"`);
}

function isFixState(text: string): text is FixState {
  return FIX_STATES.has(text);
}
