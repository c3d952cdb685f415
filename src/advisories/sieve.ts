import type { Wanted } from './osv.ts';

const NAME = Buffer.from('"name"');
const ECOSYSTEM = Buffer.from('"ecosystem"');
/** How JSON may write the letters of a key in another way: `a` to `o` as `\u006…`, `p` to `z` as `\u007…`, and the underscore. */
const ESCAPED = ['006', '007', '005f', '005F'].map((code) => Buffer.from(`\\u${code}`));

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const CLOSING_BRACE = 0x7d;

/**
 * Whether a record of OSV's may speak of what is wanted, told from its bytes: nearly all records of a feed speak of other packages, and
 * parsing JSON is what takes the time. It errs on one side alone: a record that writes its keys or names in an unusual way, that was cut,
 * or that names no package at all, is left to the parser.
 */
export function mayConcern(bytes: Buffer, wanted: Wanted): boolean {
  if (!isPlain(bytes)) return true;
  const isNamed = someText(bytes, NAME, (name) => wanted.names.has(wanted.nameOf?.(name) ?? name)) ?? true;
  return isNamed && (someText(bytes, ECOSYSTEM, (ecosystem) => wanted.ecosystems.has(ecosystem)) ?? true);
}

/** Whether bytes are JSON of an object, as far as can be seen, whose keys are written in the usual way. */
export function isPlain(bytes: Buffer): boolean {
  return endsAsObject(bytes) && !ESCAPED.some((escape) => bytes.includes(escape));
}

/**
 * Whether a member of this key (with its quotes) has a text that is wanted, or one that is not easily read; undefined where no member of
 * this key has a text.
 */
export function someText(bytes: Buffer, key: Buffer, isWanted: (text: string) => boolean): boolean | undefined {
  let found: false | undefined;
  for (let at = bytes.indexOf(key); at !== -1; at = bytes.indexOf(key, at + key.length)) {
    const start = textAfter(bytes, at + key.length);
    if (start === undefined) continue;
    found = false;
    const end = bytes.indexOf(QUOTE, start);
    const text = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (end === -1 || text.includes(BACKSLASH) || isWanted(text.toString('utf8'))) return true;
  }
  return found;
}

/** Where the text begins that is a key's value; undefined where the key is none, or its value no text. */
function textAfter(bytes: Buffer, position: number): number | undefined {
  const colon = skipSpace(bytes, position);
  if (bytes[colon] !== COLON) return undefined;
  const quote = skipSpace(bytes, colon + 1);
  return bytes[quote] === QUOTE ? quote + 1 : undefined;
}

function skipSpace(bytes: Buffer, position: number): number {
  let at = position;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

function endsAsObject(bytes: Buffer): boolean {
  let at = bytes.length - 1;
  while (isSpace(bytes[at])) at -= 1;
  return bytes[at] === CLOSING_BRACE;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
