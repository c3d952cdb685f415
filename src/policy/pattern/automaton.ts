import { type Characters, type Expression, pointOf } from './expression.ts';

/**
 * A pattern that is held against a text in one pass, all its ways at once, so that no pattern and no text makes it slow:
 * https://swtch.com/~rsc/regexp/regexp1.html
 */
export interface Automaton {
  readonly states: readonly State[];
  readonly start: number;
}

type State =
  | { readonly kind: 'end' }
  | { readonly kind: 'step'; readonly over: Characters; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] };

/** UTF-16 units. Paths are shorter. */
const LONGEST_TEXT = 4096;

/** Makes a few states of each character of the pattern, whose length is bounded by whoever read it. */
export function compile(expression: Expression): Automaton {
  const states: State[] = [{ kind: 'end' }];
  const start = build(expression, 0, states);
  return { states, start };
}

/** Whether the whole text is what the pattern describes. */
export function accepts({ states, start }: Automaton, text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  let here = closure([start], states);
  for (const character of text) {
    const point = pointOf(character);
    const reached: number[] = [];
    for (const at of here) {
      const state = states[at];
      if (state?.kind === 'step' && isAmong(state.over, point)) reached.push(state.next);
    }
    if (reached.length === 0) return false;
    here = closure(reached, states);
  }
  return here.has(0);
}

/** The states that lie ahead without a further character. */
function closure(from: readonly number[], states: readonly State[]): ReadonlySet<number> {
  const found = new Set(from);
  // What is added while it is gone through is gone through as well.
  for (const at of found) {
    const state = states[at];
    if (state?.kind !== 'fork') continue;
    for (const next of state.next) found.add(next);
  }
  return found;
}

function isAmong({ ranges, negated }: Characters, point: number): boolean {
  return ranges.some(([first, last]) => first <= point && point <= last) !== negated;
}

/** Adds the states of an expression before those that follow it. Its depth is bounded by whoever read the pattern. */
function build(expression: Expression, next: number, states: State[]): number {
  switch (expression.kind) {
    case 'one':
      return add({ kind: 'step', over: expression.of, next }, states);
    case 'sequence':
      return expression.parts.reduceRight((after, part) => build(part, after, states), next);
    case 'choice':
      return add({ kind: 'fork', next: expression.options.map((option) => build(option, next, states)) }, states);
    case 'repeat':
      return buildRepeat(expression, next, states);
    default:
      throw new Error(`unknown expression ${String(expression satisfies never)}`);
  }
}

function buildRepeat(repeat: Expression & { readonly kind: 'repeat' }, next: number, states: State[]): number {
  const { body, least, most } = repeat;
  if (most === 'one') {
    const once = build(body, next, states);
    return least === 1 ? once : add({ kind: 'fork', next: [once, next] }, states);
  }
  // The fork comes first, because the body leads back to it.
  const fork = add({ kind: 'end' }, states);
  const again = build(body, fork, states);
  states[fork] = { kind: 'fork', next: [again, next] };
  return least === 1 ? again : fork;
}

function add(state: State, states: State[]): number {
  return states.push(state) - 1;
}
