import { linesOf } from './file.ts';
import { type Heredoc, heredocsOf } from './heredoc.ts';

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** What follows the keyword, its continued lines joined as builders join them, without comments and without heredocs. */
  readonly text: string;
  readonly heredocs: readonly Heredoc[];
  /** Lines of the file, from 1, the bodies of heredocs with them. */
  readonly startLine: number;
  readonly endLine: number;
}

/** What follows one `FROM`. */
export interface Stage {
  readonly from: Instruction;
  /** What it is built on, as it is written: an image, or an earlier stage's name. */
  readonly base: string;
  /** What `AS` calls it, in lower case. */
  readonly name?: string;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  readonly lines: readonly string[];
  /** The `ARG`s before the first `FROM`. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
}

const LARGEST = 1024 * 1024;
const MOST_INSTRUCTIONS = 2000;
const DIRECTIVE = /^#\s*([A-Za-z]+)\s*=(.*)$/;
const DIRECTIVES: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);
const FROM = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?$/i;

/**
 * Reads a Dockerfile as far as lines and stages go; what an instruction means is not looked into. Undefined where it is none: where
 * it is too large, has no stage, or something other than `ARG` stands before the first.
 * https://docs.docker.com/reference/dockerfile/
 */
export function parseDockerfile(text: string): Dockerfile | undefined {
  if (text.length > LARGEST) return undefined;
  const lines = linesOf(text);
  const globals: Instruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  let count = 0;
  for (const instruction of instructionsOf(lines, escapeOf(lines))) {
    count += 1;
    if (count > MOST_INSTRUCTIONS) return undefined;
    if (instruction.keyword === 'FROM') {
      const stage = stageOf(instruction);
      if (stage === undefined) return undefined;
      stages.push(stage);
      continue;
    }
    const stage = stages.at(-1);
    if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') globals.push(instruction);
    else return undefined;
  }
  return stages.length === 0 ? undefined : { lines, globals, stages };
}

function stageOf(from: Instruction): (Stage & { readonly instructions: Instruction[] }) | undefined {
  const [, base, name] = FROM.exec(from.text) ?? [];
  if (base === undefined) return undefined;
  return { from, base, ...(name === undefined ? {} : { name: name.toLowerCase() }), instructions: [] };
}

/** Directives are comments at the very beginning; the first line that is none ends them. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name = '', value = ''] = DIRECTIVE.exec(line.trim()) ?? [];
    if (!DIRECTIVES.has(name.toLowerCase())) break;
    if (name.toLowerCase() === 'escape') return value.trim() === '`' ? '`' : '\\';
  }
  return '\\';
}

function* instructionsOf(lines: readonly string[], escape: string): Generator<Instruction> {
  let next = 0;
  while (next < lines.length) {
    const start = next;
    const { text, end } = joined(lines, start, escape);
    next = end;
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s+|$)([^]*)$/.exec(text) ?? [];
    if (keyword === '') continue;
    const found = heredocsOf(`${keyword.toUpperCase()} ${rest}`, { lines, next });
    next = found.next;
    yield {
      keyword: keyword.toUpperCase(),
      text: rest.trim(),
      heredocs: found.heredocs,
      startLine: start + 1,
      endLine: lastOf(lines, start, next),
    };
  }
}

/** One logical line. Comments and empty lines between continued ones are left out, and do not end it. */
function joined(lines: readonly string[], start: number, escape: string): { readonly text: string; readonly end: number } {
  const parts: string[] = [];
  let index = start;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const blank = line.trim() === '';
    if (line.trimStart().startsWith('#') || (blank && parts.length > 0)) {
      if (parts.length === 0) break;
      continue;
    }
    const trimmed = line.trimEnd();
    if (!trimmed.endsWith(escape) || blank) {
      parts.push(line);
      break;
    }
    parts.push(trimmed.slice(0, -1));
  }
  return { text: parts.join(''), end: Math.min(index + 1, lines.length) };
}

/** Comments and empty lines that a continuation at the end of the file swallowed are not the instruction's. */
function lastOf(lines: readonly string[], start: number, next: number): number {
  let last = next;
  while (last > start + 1 && /^\s*(?:#|$)/.test(lines[last - 1] ?? '')) last -= 1;
  return last;
}
