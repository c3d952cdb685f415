import { Unreadable } from '../../model/document.ts';
import type { Automaton } from '../pattern/automaton.ts';
import { PatternError } from '../pattern/expression.ts';

/** The pattern that is written on a line. Throws `Unreadable` with that line where it is none. */
export function patternOn(line: number, text: string, read: (text: string) => Automaton): Automaton {
  const pattern = patternOrFault(text, read);
  if (typeof pattern === 'string') throw new Unreadable(`line ${line}: ${pattern}`);
  return pattern;
}

/** The pattern, or why the text is none. */
export function patternOrFault(text: string, read: (text: string) => Automaton): Automaton | string {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof PatternError) return `"${text}" is not a pattern: ${error.message}`;
    throw error;
  }
}
