import { parse, TomlDate, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { Unreadable, validate } from '../../model/document.ts';
import type { Notice } from '../notice.ts';
import { exactName } from '../pattern/glob.ts';
import { wholeName } from '../pattern/regular.ts';
import { momentOf } from './date.ts';
import { type IgnoreFile, withoutEffect } from './file.ts';
import type { PackagePattern } from './package-pattern.ts';
import { patternOrFault } from './pattern-fault.ts';
import type { IgnoreRule } from './rule.ts';
import { scopeOfOsv } from './scope.ts';

/** Milliseconds since the epoch. A date without a zone is taken in UTC, because a runner's own is nobody's choice. */
const MOMENT = v.pipe(
  v.union([v.instance(TomlDate), v.string()]),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { value } = dataset;
    const moment = typeof value === 'string' ? momentOf(value) : value.getTime();
    if (moment !== undefined && !Number.isNaN(moment)) return moment;
    addIssue({ message: 'it is not a date' });
    return NEVER;
  }),
);

// OSV-Scanner refuses a file with a key that it does not know; so does this.
const IGNORED = v.strictObject({ id: v.string(), ignoreUntil: v.optional(MOMENT), reason: v.optional(v.string()) });
const OVERRIDE = v.strictObject({
  name: v.optional(v.string(), ''),
  version: v.optional(v.string(), ''),
  ecosystem: v.optional(v.string(), ''),
  group: v.optional(v.string(), ''),
  nameIsRegex: v.optional(v.boolean(), false),
  ignore: v.optional(v.boolean(), false),
  vulnerability: v.optional(v.strictObject({ ignore: v.optional(v.boolean(), false) })),
  license: v.optional(v.unknown()),
  effectiveUntil: v.optional(MOMENT),
  reason: v.optional(v.string()),
});
const CONFIG = v.looseObject({
  IgnoredVulns: v.optional(v.array(IGNORED), []),
  PackageOverrides: v.optional(v.array(OVERRIDE), []),
});
const KEYS = new Set(['IgnoredVulns', 'PackageOverrides', 'GoVersionOverride', 'ScanGoModVersion']);

type Override = v.InferOutput<typeof OVERRIDE>;

/**
 * `osv-scanner.toml`: what it ignores by id, and the packages whose vulnerabilities it ignores; an override of licences says nothing here.
 * Throws `Unreadable` that names what is wrong. https://google.github.io/osv-scanner/configuration/
 */
export function parseOsvScanner(file: string, text: string): IgnoreFile {
  const config = validate(CONFIG, read(text));
  const lines = linesOf(text, 'IgnoredVulns', config.IgnoredVulns.length);
  const overrideLines = linesOf(text, 'PackageOverrides', config.PackageOverrides.length);
  const rules: IgnoreRule[] = config.IgnoredVulns.map(({ id, ignoreUntil, reason }, index) => ({
    ids: [id],
    ...ending(ignoreUntil, reason),
    source: sourceAt(file, lines[index]),
  }));
  const strange = Object.keys(config).filter((key) => !KEYS.has(key));
  const notices: Notice[] = strange.map((key) => ({ level: 'warning', text: `${file}: "${key}" is not a key of OSV-Scanner.` }));
  for (const [index, override] of config.PackageOverrides.entries()) {
    if (!override.ignore && override.vulnerability?.ignore !== true) continue;
    const line = overrideLines[index];
    const pattern = toPattern(override);
    if (typeof pattern === 'string') notices.push(withoutEffect(file, line, pattern));
    else rules.push({ packages: [pattern], ...ending(override.effectiveUntil, override.reason), source: sourceAt(file, line) });
  }
  return { rules, notices };
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const line = cause instanceof TomlError ? `line ${cause.line}: ` : '';
    throw new Unreadable(`${line}it is not TOML`, { cause });
  }
}

function ending(expires: number | undefined, reason: string | undefined): Pick<IgnoreRule, 'expires' | 'reason'> {
  return { ...(expires === undefined ? {} : { expires }), ...(reason === undefined || reason === '' ? {} : { reason }) };
}

function sourceAt(file: string, line: number | undefined): IgnoreRule['source'] {
  return { file, ...(line === undefined ? {} : { line }) };
}

/** The packages that are meant, or why none can be. */
function toPattern({ name, nameIsRegex, version, ecosystem, group }: Override): PackagePattern | string {
  if (group !== '') return 'packages of an image have no "group"';
  const conditions: PackagePattern = {
    ...(version === '' ? {} : { version }),
    ...(ecosystem === '' ? {} : { scope: scopeOfOsv(ecosystem) }),
  };
  if (name === '') return Object.keys(conditions).length === 0 ? 'it would ignore every package' : conditions;
  const pattern = patternOrFault(name, nameIsRegex ? wholeName : exactName);
  // Distributions' packages are named by their source there.
  return typeof pattern === 'string' ? pattern : { anyName: pattern, ...conditions };
}

/** The lines where a table's entries begin; none where what looks so is not as many as there are entries. */
function linesOf(text: string, table: string, count: number): readonly number[] {
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.replace(/[\s"']/g, '').startsWith(`[[${table}]]`) ? [index + 1] : []));
  return lines.length === count ? lines : [];
}
