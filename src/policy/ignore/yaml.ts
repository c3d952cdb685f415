import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document as YamlDocument,
} from 'yaml';
import { Unreadable } from '../../model/document.ts';

/** YAML where every scalar is a text, as it is written: `1.10` is a version and no number. Each knows its line, counted from one. */
export type Yaml =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Yaml[] }
  | { readonly kind: 'map'; readonly line: number; readonly fields: ReadonlyMap<string, Field> };

export interface Field {
  readonly line: number;
  readonly value: Yaml;
}

/** Lists in lists. No format of ours has more than six. */
const DEEPEST = 20;
/** Written for nothing: https://yaml.org/spec/1.2.2/#10211-null */
const NOTHING = new Set(['', '~', 'null', 'Null', 'NULL']);

/** To find what an alias means, the library goes through the whole document. */
const MOST_ALIASES = 200;

interface Reading {
  readonly document: YamlDocument;
  readonly lines: LineCounter;
  /** How many were met. */
  aliases: number;
}

/** Reads YAML. Throws `Unreadable` with the line of what is wrong. */
export function readYaml(text: string): Yaml {
  const lines = new LineCounter();
  const document = parse(text, lines);
  const [error] = document.errors;
  if (error !== undefined) throw new Unreadable(`line ${lines.linePos(error.pos[0]).line}: ${messageOf(error.message)}`);
  return document.contents === null
    ? { kind: 'text', line: 1, text: '' }
    : toYaml(document.contents, { document, lines, aliases: 0 }, 0);
}

/** The library tells of its own stack where lists lie in lists without end. */
function messageOf(message: string): string {
  return /call stack/i.test(message) ? 'it is nested too deeply' : message.split('\n', 1).join('');
}

function parse(text: string, lines: LineCounter): YamlDocument {
  try {
    // Whether keys are unique is looked after below: the library compares each with each.
    return parseDocument(text, {
      schema: 'failsafe',
      lineCounter: lines,
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
  } catch (cause) {
    // What is nested without end is too deep for the library.
    throw new Unreadable('it is not YAML that can be read', { cause });
  }
}

function toYaml(node: unknown, reading: Reading, depth: number): Yaml {
  if (depth > DEEPEST) throw new Unreadable(`line ${lineOf(node, reading)}: it is nested too deeply`);
  const line = lineOf(node, reading);
  if (isScalar(node)) return { kind: 'text', line, text: typeof node.value === 'string' ? node.value : '' };
  if (isSeq(node)) return { kind: 'list', line, items: node.items.map((item) => toYaml(item, reading, depth + 1)) };
  if (isMap(node)) return { kind: 'map', line, fields: fieldsOf(node.items, reading, depth) };
  return isAlias(node) ? toAliased(node, line, reading) : { kind: 'text', line, text: '' };
}

/** A text may be written once and meant twice; what holds other things may not, because a few lines of that unfold without end. */
function toAliased(alias: Alias, line: number, reading: Reading): Yaml {
  reading.aliases += 1;
  if (reading.aliases > MOST_ALIASES) throw new Unreadable(`line ${line}: there are more than ${MOST_ALIASES} aliases`);
  const node = alias.resolve(reading.document);
  if (!isScalar(node)) throw new Unreadable(`line ${line}: an alias of anything but a text is not followed`);
  return { kind: 'text', line, text: typeof node.value === 'string' ? node.value : '' };
}

function fieldsOf(
  items: readonly { readonly key: unknown; readonly value: unknown }[],
  reading: Reading,
  depth: number,
): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const { key, value } of items) {
    const line = lineOf(key, reading);
    const name = toYaml(key, reading, depth + 1);
    if (name.kind !== 'text') throw new Unreadable(`line ${line}: a key is a text`);
    if (fields.has(name.text)) throw new Unreadable(`line ${line}: "${name.text}" is there twice`);
    fields.set(name.text, { line, value: value === null ? { kind: 'text', line, text: '' } : toYaml(value, reading, depth + 1) });
  }
  return fields;
}

function lineOf(node: unknown, { lines }: Reading): number {
  const at = isNode(node) ? node.range?.[0] : undefined;
  return at === undefined ? 1 : Math.max(1, lines.linePos(at).line);
}

/** Whether nothing is written there. */
export function isNothing(value: Yaml): boolean {
  return value.kind === 'text' && NOTHING.has(value.text);
}

/** What a list holds; nothing where nothing is written. Throws `Unreadable` where it is no list. */
export function itemsOf({ line, value }: Field, name: string): readonly Yaml[] {
  if (isNothing(value)) return [];
  if (value.kind !== 'list') throw new Unreadable(`line ${line}: "${name}" must be a list`);
  return value.items;
}

/** A field's text; undefined where it is absent or nothing is written. Throws `Unreadable` where it is something else. */
export function fieldText(fields: ReadonlyMap<string, Field>, name: string): string | undefined {
  const field = fields.get(name);
  if (field === undefined || isNothing(field.value)) return undefined;
  if (field.value.kind !== 'text') throw new Unreadable(`line ${field.line}: "${name}" must be a text`);
  return field.value.text;
}

/** A field's texts, where one may stand for a list of one. Throws `Unreadable` where it is something else. */
export function fieldTexts(fields: ReadonlyMap<string, Field>, name: string): readonly string[] {
  const field = fields.get(name);
  if (field === undefined || isNothing(field.value)) return [];
  const items = field.value.kind === 'list' ? field.value.items : [field.value];
  return items.map((item) => {
    if (item.kind !== 'text') throw new Unreadable(`line ${item.line}: "${name}" must be a text or a list of texts`);
    return item.text;
  });
}
