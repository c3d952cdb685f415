/** A string of a JSON document, with the way to it. */
export interface JsonEntry {
  /** Keys of objects, and `[]` for each list on the way. */
  readonly path: readonly string[];
  readonly value: string;
  /** The line of the string itself, from 1. */
  readonly line: number;
  /** The line on which the innermost object or list that holds it begins. */
  readonly opened: number;
  /** Tells objects apart that lie at the same path. */
  readonly holder: number;
}

interface Level {
  readonly list: boolean;
  readonly line: number;
  readonly number: number;
  key: string | undefined;
}

const DEEPEST = 256;
const TOKEN = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[{}[\],:\n]/g;

/**
 * The strings of a JSON document, one by one, with their lines; numbers and words are passed over. A document that ends too early
 * or is no JSON gives what stands before that: a lock file that is broken names no further packages.
 */
export function* jsonEntries(text: string): Generator<JsonEntry> {
  const walk = new Walk();
  for (const [token] of text.matchAll(TOKEN)) {
    if (!token.startsWith('"')) {
      walk.pass(token);
      if (walk.deep) return;
      continue;
    }
    const value = unquoted(token);
    if (value === undefined) return;
    const entry = walk.meet(value);
    if (entry !== undefined) yield entry;
  }
}

/** Where in a document its reader is. */
class Walk {
  readonly #levels: Level[] = [];
  #line = 1;
  #holders = 0;
  #pending: string | undefined;

  get deep(): boolean {
    return this.#levels.length > DEEPEST;
  }

  /** Takes a sign. */
  pass(sign: string): void {
    const level = this.#levels.at(-1);
    if (sign === '\n') this.#line += 1;
    else if (sign === '{' || sign === '[') this.#open(sign === '[');
    else if (sign === '}' || sign === ']') this.#levels.pop();
    else if (level !== undefined) level.key = sign === ':' ? this.#pending : undefined;
  }

  /** Takes a string: a key, which gives nothing, or a value. */
  meet(value: string): JsonEntry | undefined {
    const level = this.#levels.at(-1);
    this.#pending = value;
    if (level === undefined || (!level.list && level.key === undefined)) return undefined;
    const path = this.#levels.map(({ list, key }) => (list ? '[]' : (key ?? '')));
    return { path, value, line: this.#line, opened: level.line, holder: level.number };
  }

  #open(list: boolean): void {
    this.#holders += 1;
    this.#levels.push({ list, line: this.#line, number: this.#holders, key: undefined });
  }
}

function unquoted(token: string): string | undefined {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return undefined;
  }
}
