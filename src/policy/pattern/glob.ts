import { type Automaton, compile } from './automaton.ts';
import { Cursor } from './cursor.ts';
import { ANY, choice, type Expression, letter, many, maybe, PatternError, pointOf, sequence } from './expression.ts';

const SLASH = pointOf('/');
const NO_SLASH: Expression = { kind: 'one', of: { ranges: [[SLASH, SLASH]], negated: true } };

/**
 * A pattern of paths as Trivy and Grype take it: `*` and `?` within a folder, `**` for any number of folders, `[a-z]`, `{one,other}`,
 * and a backslash before what stands for itself. A slash at the start means nothing. Throws `PatternError`.
 * https://github.com/bmatcuk/doublestar#patterns
 */
export function pathGlob(pattern: string): Automaton {
  const cursor = new Cursor(withoutSlash(pattern));
  return compile(readOption(cursor, NO_SLASH, false));
}

/** A pattern of names, where `*` is any text: a slash in a name separates nothing. Throws `PatternError`. */
export function nameGlob(pattern: string): Automaton {
  return compile(readOption(new Cursor(pattern), ANY, false));
}

/** A pattern that only this name is. Throws `PatternError`. */
export function exactName(name: string): Automaton {
  return compile(sequence(Array.from(name, letter)));
}

/** A path as patterns are held against it. */
export function withoutSlash(path: string): string {
  return path.replace(/^\.?\/+/, '');
}

function readOption(cursor: Cursor, within: Expression, inBraces: boolean): Expression {
  const parts: Expression[] = [];
  const ends = inBraces ? ['', ',', '}'] : [''];
  while (!ends.includes(cursor.peek())) parts.push(readPart(cursor, within));
  return sequence(parts);
}

function readPart(cursor: Cursor, within: Expression): Expression {
  const folders = readFolders(cursor);
  if (folders !== undefined) return folders;
  const character = cursor.take();
  switch (character) {
    case '*':
      return many(within);
    case '?':
      return within;
    case '[':
      return cursor.characterClass('^!');
    case '{':
      return cursor.nested(() => readBraces(cursor, within));
    case '\\':
      return letter(cursor.escaped());
    default:
      return letter(character);
  }
}

/** `**` where it is a whole part of the path: as many folders as there are, or none. */
function readFolders(cursor: Cursor): Expression | undefined {
  if (cursor.peek() === '/' && cursor.peek(1) === '*' && cursor.peek(2) === '*' && isEnd(cursor.peek(3))) {
    cursor.takes('/**');
    // Everything below a folder, and the folder itself.
    return maybe(sequence([letter('/'), many(ANY)]));
  }
  if (!isStart(cursor.before()) || cursor.peek() !== '*' || cursor.peek(1) !== '*') return undefined;
  if (cursor.takes('**/')) return maybe(sequence([many(ANY), letter('/')]));
  if (!isEnd(cursor.peek(2))) return undefined;
  cursor.takes('**');
  return many(ANY);
}

function isStart(before: string): boolean {
  return before === '' || before === '/' || before === '{' || before === ',';
}

function isEnd(ahead: string): boolean {
  return ahead === '' || ahead === '}' || ahead === ',';
}

function readBraces(cursor: Cursor, within: Expression): Expression {
  const options = [readOption(cursor, within, true)];
  while (cursor.takes(',')) options.push(readOption(cursor, within, true));
  if (!cursor.takes('}')) throw new PatternError('a "{" is not closed');
  return choice(options);
}
