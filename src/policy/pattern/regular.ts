import { type Automaton, compile } from './automaton.ts';
import { Cursor } from './cursor.ts';
import { ANY, choice, EMPTY, type Expression, letter, many, maybe, PatternError, pointOf, sequence } from './expression.ts';

const range = (first: string, last = first): readonly [number, number] => [pointOf(first), pointOf(last)];
const DIGITS = [range('0', '9')];
const WORD = [...DIGITS, range('a', 'z'), range('A', 'Z'), range('_')];

/**
 * A regular expression that describes a whole name, as Grype and OSV-Scanner take it: letters, `.`, `[…]`, `\d`, `\w`, groups, `|`,
 * `*`, `+` and `?`. It is never handed to the language's own engine, which some expressions keep busy for ever. Throws `PatternError`
 * for all else. https://github.com/google/re2/wiki/Syntax
 */
export function wholeName(pattern: string): Automaton {
  const cursor = new Cursor(pattern);
  cursor.takes('^');
  const expression = readChoice(cursor);
  if (cursor.peek() !== '') throw new PatternError(`"${cursor.peek()}" is where none can be`);
  return compile(expression);
}

function readChoice(cursor: Cursor): Expression {
  const options = [readSequence(cursor)];
  while (cursor.takes('|')) options.push(readSequence(cursor));
  return choice(options);
}

function readSequence(cursor: Cursor): Expression {
  const parts: Expression[] = [];
  while (!['', '|', ')'].includes(cursor.peek())) {
    // At the very end it says what is meant anyway.
    if (cursor.peek() === '$' && cursor.peek(1) === '') {
      cursor.take();
      break;
    }
    parts.push(readRepeated(cursor));
  }
  return parts.length === 0 ? EMPTY : sequence(parts);
}

function readRepeated(cursor: Cursor): Expression {
  const body = readAtom(cursor);
  const repeated = repeat(body, cursor);
  // A lazy repetition describes the same texts.
  if (repeated !== body) cursor.takes('?');
  if ('*+?'.includes(cursor.peek() || ' ')) throw new PatternError(`"${cursor.peek()}" repeats a repetition`);
  return repeated;
}

function repeat(body: Expression, cursor: Cursor): Expression {
  if (cursor.takes('*')) return many(body);
  if (cursor.takes('+')) return { kind: 'repeat', body, least: 1, most: 'many' };
  return cursor.takes('?') ? maybe(body) : body;
}

function readAtom(cursor: Cursor): Expression {
  const character = cursor.take();
  switch (character) {
    case '.':
      return ANY;
    case '[':
      return cursor.characterClass('^');
    case '(':
      return cursor.nested(() => readGroup(cursor));
    case '\\':
      return readEscape(cursor);
    case '*':
    case '+':
    case '?':
    case '{':
    case '^':
    case '$':
      throw new PatternError(`"${character}" is not understood here`);
    default:
      return letter(character);
  }
}

function readGroup(cursor: Cursor): Expression {
  if (cursor.peek() === '?' && !cursor.takes('?:')) throw new PatternError('"(?" is not understood');
  const inner = readChoice(cursor);
  if (!cursor.takes(')')) throw new PatternError('a "(" is not closed');
  return inner;
}

function readEscape(cursor: Cursor): Expression {
  const character = cursor.escaped();
  if (character === 'd') return { kind: 'one', of: { ranges: DIGITS, negated: false } };
  if (character === 'w') return { kind: 'one', of: { ranges: WORD, negated: false } };
  if (/[a-z0-9]/i.test(character)) throw new PatternError(`"\\${character}" is not understood`);
  return letter(character);
}
