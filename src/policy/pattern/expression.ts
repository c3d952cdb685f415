/** Characters, as ranges of code points. */
export interface Characters {
  readonly ranges: readonly (readonly [first: number, last: number])[];
  /** Every character but these. */
  readonly negated: boolean;
}

/** What globs and regular expressions have in common: https://en.wikipedia.org/wiki/Regular_expression#Formal_definition */
export type Expression =
  | { readonly kind: 'one'; readonly of: Characters }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly body: Expression; readonly least: 0 | 1; readonly most: 'one' | 'many' };

/** Why a text is no pattern; the message completes "… is not a pattern: ". */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

export const ANY: Expression = { kind: 'one', of: { ranges: [], negated: true } };
export const EMPTY: Expression = { kind: 'sequence', parts: [] };

/** Exactly this character. */
export function letter(character: string): Expression {
  const point = pointOf(character);
  return { kind: 'one', of: { ranges: [[point, point]], negated: false } };
}

/** Any number of times, none included. */
export function many(body: Expression): Expression {
  return { kind: 'repeat', body, least: 0, most: 'many' };
}

/** Once or not at all. */
export function maybe(body: Expression): Expression {
  return { kind: 'repeat', body, least: 0, most: 'one' };
}

export function sequence(parts: readonly Expression[]): Expression {
  return { kind: 'sequence', parts };
}

export function choice(options: readonly Expression[]): Expression {
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}

export function pointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
