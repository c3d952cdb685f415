import { type Expression, PatternError, pointOf } from './expression.ts';

/** Characters of a pattern. */
const LONGEST_PATTERN = 1000;
/** Groups in groups. */
const DEEPEST = 20;

/** Reads a pattern character by character. */
export class Cursor {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  /** Throws `PatternError` where the pattern is longer than anybody writes. */
  constructor(pattern: string) {
    if (pattern.length > LONGEST_PATTERN) throw new PatternError(`it has more than ${LONGEST_PATTERN} characters`);
    this.#characters = Array.from(pattern);
  }

  /** The character that lies ahead; empty at the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? '';
  }

  /** The character before; empty at the start. */
  before(): string {
    return this.#characters[this.#at - 1] ?? '';
  }

  take(): string {
    const character = this.peek();
    this.#at += 1;
    return character;
  }

  /** Takes what lies ahead where it is this text. */
  takes(text: string): boolean {
    const letters = Array.from(text);
    if (!letters.every((letter, index) => this.peek(index) === letter)) return false;
    this.#at += letters.length;
    return true;
  }

  /** Reads what stands within brackets. Throws `PatternError` where there are too many within one another. */
  nested<Result>(read: () => Result): Result {
    if (this.#depth >= DEEPEST) throw new PatternError('its groups are nested too deeply');
    this.#depth += 1;
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** A character that stands for itself behind a backslash. Throws `PatternError` at the end. */
  escaped(): string {
    if (this.peek() === '') throw new PatternError('it ends with a backslash');
    return this.take();
  }

  /** `[a-z]`, behind its first bracket. Throws `PatternError` where it is not closed or its ranges are in disorder. */
  characterClass(negations: string): Expression {
    const negated = this.peek() !== '' && negations.includes(this.peek());
    if (negated) this.take();
    const ranges: (readonly [number, number])[] = [];
    while (ranges.length === 0 || this.peek() !== ']') {
      const first = this.#classMember();
      const isRange = this.peek() === '-' && this.peek(1) !== ']' && this.peek(1) !== '';
      if (isRange) this.take();
      const last = isRange ? this.#classMember() : first;
      if (last < first) throw new PatternError('a range of characters is in disorder');
      ranges.push([first, last]);
    }
    this.take();
    return { kind: 'one', of: { ranges, negated } };
  }

  #classMember(): number {
    const character = this.take();
    if (character === '') throw new PatternError('a "[" is not closed');
    // What a letter behind a backslash means differs from tool to tool.
    if (character !== '\\') return pointOf(character);
    const meant = this.escaped();
    if (/[a-z0-9]/i.test(meant)) throw new PatternError(`"\\${meant}" in brackets is not understood`);
    return pointOf(meant);
  }
}
