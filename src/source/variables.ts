import type { Instruction } from './dockerfile.ts';
import { unquote } from './words.ts';

/** Stands for text that only the builder knew. No Dockerfile has it. */
export const UNKNOWN = '\u0000';

/** The values of a stage's variables; one that is not there was never set. */
export type Variables = ReadonlyMap<string, string>;

const NAME = '[A-Za-z_]\\w*(?!\\w)';
const VARIABLE = new RegExp(`\\\\[^]|\\$(${NAME})|\\$\\{(${NAME})(?:(:?[-+?])([^{}]*)|[^{}]*)\\}`, 'g');
const PAIR = /(?<![\w.-])([A-Za-z_][\w.-]*)=((?:[^\s"'\\]+|\\[^]|"[^"\\]*(?:\\[^][^"\\]*)*"|'[^']*')*)/g;
const LONGEST = 10_000;

/**
 * The variables after an instruction. Whatever `ARG` brings may have been set from outside, and is unknown; so is whatever the base
 * image brings. https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function after(variables: Variables, { keyword, text }: Instruction): Variables {
  if (keyword === 'ARG') {
    // `ENV` outdoes `ARG`, whichever comes first.
    const names = text.split(/\s+/).map((word) => word.split('=', 1)[0] ?? '');
    return new Map([...names.map((name) => [name, UNKNOWN] as const), ...variables]);
  }
  if (keyword !== 'ENV') return variables;
  const pairs = [...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name, expand(unquote(value), variables)] as const);
  const [, name = '', value = ''] = /^(\S+)\s+([^]*)$/.exec(text) ?? [];
  // `ENV NAME value`, the old form, has one variable and no sign.
  const old = name !== '' && !name.includes('=');
  return new Map([...variables, ...(old ? [[name, expand(unquote(value), variables)] as const] : pairs)]);
}

/** The text with its variables replaced, and `UNKNOWN` where a value is not known. It is cut where it grows out of bounds. */
export function expand(text: string, variables: Variables): string {
  let expanded = '';
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    expanded += text.slice(end, match.index) + valueOf(match, variables);
    end = match.index + match[0].length;
    if (expanded.length > LONGEST) return expanded.slice(0, LONGEST);
  }
  return (expanded + text.slice(end)).slice(0, LONGEST);
}

function valueOf([whole, plain, braced = '', operator = '', word = '']: RegExpExecArray, variables: Variables): string {
  if (whole.startsWith('\\')) return whole.slice(1);
  const value = variables.get(plain ?? braced) ?? UNKNOWN;
  if (operator === '' || value === UNKNOWN) return value;
  return operator.endsWith('+') ? word : value;
}

/** Whether a text is what a pattern with unknown parts may stand for. An unknown part may be empty, and has no space in it. */
export function fits(text: string, pattern: string): boolean {
  if (!pattern.includes(UNKNOWN)) return text === pattern;
  let at = 0;
  let inPattern = 0;
  let retry: { readonly inPattern: number; at: number } | undefined;
  while (at < text.length || inPattern < pattern.length) {
    if (pattern[inPattern] === UNKNOWN) {
      inPattern += 1;
      retry = { inPattern, at };
    } else if (at < text.length && text[at] === pattern[inPattern]) {
      at += 1;
      inPattern += 1;
    } else {
      // The last unknown part takes one character more.
      if (retry === undefined || retry.at >= text.length || text[retry.at] === ' ') return false;
      retry.at += 1;
      ({ at, inPattern } = retry);
    }
  }
  return true;
}
