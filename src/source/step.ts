import type { Instruction } from './dockerfile.ts';
import { after, expand, UNKNOWN, type Variables } from './variables.ts';
import { unquote, wordsIn } from './words.ts';

/** An instruction that makes a layer, with what a builder may write of it into the image's history. */
export interface Step {
  readonly instruction: Instruction;
  readonly kind: 'RUN' | 'COPY' | 'ADD' | 'WORKDIR';
  /** The commands that it may be told as, with single spaces. */
  readonly commands: readonly string[];
  /** What runs the commands; undefined where the command is a list and needs none. */
  readonly shell?: string;
  /** Sources and destination, with unknown parts. */
  readonly words: readonly string[];
  /** The folder that a relative destination lies in, with unknown parts. */
  readonly workdir: string;
}

interface State {
  readonly variables: Variables;
  readonly workdir: string;
  readonly shell: string;
}

/** The steps of a stage, in their order. */
export function stepsOf(instructions: readonly Instruction[]): readonly Step[] {
  const steps: Step[] = [];
  // What the base image has set is not known here.
  let state: State = { variables: new Map(), workdir: UNKNOWN, shell: '' };
  for (const instruction of instructions) {
    const step = stepOf(instruction, state);
    if (step !== undefined) steps.push(step);
    state = next(state, instruction);
  }
  return steps;
}

function next(state: State, instruction: Instruction): State {
  const { keyword, text } = instruction;
  if (keyword === 'WORKDIR') return { ...state, workdir: resolve(state.workdir, expand(unquote(text), state.variables)) };
  if (keyword === 'SHELL') return { ...state, shell: spaced((listOf(text) ?? []).join(' ')) };
  return { ...state, variables: after(state.variables, instruction) };
}

function stepOf(instruction: Instruction, { variables, workdir, shell }: State): Step | undefined {
  const { keyword: kind, text } = instruction;
  const plain = { instruction, commands: [], words: [], workdir };
  if (kind === 'RUN') {
    const exec = listOf(withoutFlags(text));
    return { ...plain, kind, commands: commandsOf(instruction), ...(exec === undefined ? { shell } : {}) };
  }
  if (kind === 'COPY' || kind === 'ADD') return { ...plain, kind, words: wordsOf(text).map((word) => expand(word, variables)) };
  if (kind === 'WORKDIR') return { ...plain, kind, workdir: resolve(workdir, expand(unquote(text), variables)) };
  return undefined;
}

/** A command as it is written; one that is a list, its words; a heredoc, as a script of its own and as the shell is given it. */
function commandsOf({ text, heredocs }: Instruction): readonly string[] {
  const command = withoutFlags(text);
  const list = listOf(command);
  if (list !== undefined) return [spaced(list.join(' '))];
  if (heredocs.length === 0) return [spaced(command)];
  const whole = [command, ...heredocs.map(({ body, name }) => `${body}${name}`)].join('\n');
  return [spaced(heredocs[0]?.body ?? ''), spaced(whole)];
}

/** Sources and destination, without options and quotes. */
export function wordsOf(text: string): readonly string[] {
  const rest = withoutFlags(text);
  const list = listOf(rest);
  if (list !== undefined) return list;
  return wordsIn(rest).map((word) => unquote(word.replace(/^<<-/, '<<')));
}

/** The text behind its options. */
export function withoutFlags(text: string): string {
  let rest = text.trimStart();
  for (let flag = /^--\S+\s*/.exec(rest); flag !== null; flag = /^--\S+\s*/.exec(rest)) rest = rest.slice(flag[0].length);
  return rest;
}

/** The text on one line, with single spaces. */
export function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A path below a folder, without `.`, `..` and a slash at its end. */
export function resolve(folder: string, path: string): string {
  const segments: string[] = [];
  for (const segment of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments[0] === UNKNOWN ? segments.join('/') : `/${segments.join('/')}`;
}

function listOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((word) => typeof word === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
