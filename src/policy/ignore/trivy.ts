import { Unreadable } from '../../model/document.ts';
import { listed, type Notice } from '../notice.ts';
import { pathGlob } from '../pattern/glob.ts';
import { type Purl, parsePurl } from '../purl.ts';
import { momentOf, startOfDay } from './date.ts';
import { type IgnoreFile, withoutEffect } from './file.ts';
import { patternOn } from './pattern-fault.ts';
import type { IgnoreRule } from './rule.ts';
import { type Field, fieldText, fieldTexts, isNothing, itemsOf, type Yaml } from './yaml.ts';

/**
 * `.trivyignore`: an id on a line, and behind it `exp:2025-01-31`, from the beginning of which day it counts again. As in Trivy, a line
 * with a date that is none has no effect. https://trivy.dev/latest/docs/configuration/filtering/#trivyignore
 */
export function parseTrivyLines(file: string, text: string): IgnoreFile {
  const rules: IgnoreRule[] = [];
  const notices: Notice[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    const [id = '', ...fields] = content.trim().split(/\s+/);
    if (id === '' || id.startsWith('#')) continue;
    const written = fields.find((field) => field.startsWith('exp:'))?.slice('exp:'.length);
    const expires = written === undefined ? undefined : startOfDay(written);
    if (written !== undefined && expires === undefined) notices.push(withoutEffect(file, line, `"${written}" is not a day`));
    else rules.push({ ids: [id], ...(expires === undefined ? {} : { expires }), source: { file, line } });
  }
  return { rules, notices };
}

const KEYS = new Set(['id', 'paths', 'purls', 'expired_at', 'statement']);

/**
 * `.trivyignore.yaml`, of which `vulnerabilities` is read; the rest is about what is not looked for here. Throws `Unreadable` with the
 * line of what is wrong. https://trivy.dev/latest/docs/configuration/filtering/#trivyignoreyaml
 */
export function parseTrivyYaml(file: string, root: Yaml): IgnoreFile {
  if (isNothing(root)) return { rules: [], notices: [] };
  if (root.kind !== 'map') throw new Unreadable(`line ${root.line}: it must have "vulnerabilities"`);
  const field = root.fields.get('vulnerabilities');
  const entries = field === undefined ? [] : itemsOf(field, 'vulnerabilities');
  return { rules: entries.map((entry) => toRule(file, entry)), notices: entries.flatMap((entry) => strange(file, entry)) };
}

function toRule(file: string, entry: Yaml): IgnoreRule {
  const { line } = entry;
  if (entry.kind !== 'map') throw new Unreadable(`line ${line}: an entry has an "id"`);
  const { fields } = entry;
  const id = fieldText(fields, 'id');
  if (id === undefined) throw new Unreadable(`line ${line}: an entry has no "id"`);
  const paths = fieldTexts(fields, 'paths').map((path) => patternOn(line, path, pathGlob));
  const packages = fieldTexts(fields, 'purls').map((purl) => ({ purl: toPurl(purl, line) }));
  const expires = toMoment(fields);
  const reason = fieldText(fields, 'statement');
  return {
    ids: [id],
    ...(packages.length === 0 ? {} : { packages }),
    ...(paths.length === 0 ? {} : { paths }),
    ...(expires === undefined ? {} : { expires }),
    ...(reason === undefined ? {} : { reason }),
    source: { file, line },
  };
}

function toPurl(text: string, line: number): Purl {
  const purl = parsePurl(text);
  if (purl === undefined) throw new Unreadable(`line ${line}: "${text}" is not a package URL`);
  return purl;
}

function toMoment(fields: ReadonlyMap<string, Field>): number | undefined {
  const text = fieldText(fields, 'expired_at');
  if (text === undefined) return undefined;
  const moment = momentOf(text);
  if (moment === undefined) throw new Unreadable(`line ${fields.get('expired_at')?.line ?? 1}: "${text}" is not a date`);
  return moment;
}

/** Trivy passes over what it does not know. What was meant to narrow a rule, or to end it, does not. */
function strange(file: string, entry: Yaml): readonly Notice[] {
  if (entry.kind !== 'map') return [];
  const unknown = [...entry.fields.keys()].filter((key) => !KEYS.has(key)).map((key) => `"${key}"`);
  if (unknown.length === 0) return [];
  return [
    { level: 'warning', text: `${file}, line ${entry.line}: ${listed(unknown)} means nothing to Trivy and narrows nothing.` },
  ];
}
