import { wordsIn } from './words.ts';

/** A here-document of an instruction: https://docs.docker.com/reference/dockerfile/#here-documents */
export interface Heredoc {
  readonly name: string;
  /** Its lines, each with a line feed; without leading tabs where `<<-` asks for that. */
  readonly body: string;
}

/** The lines of a file, and the one that is next, from 0. */
interface Reading {
  readonly lines: readonly string[];
  readonly next: number;
}

/** The instructions that may have any: not those whose words are a list in JSON. */
const WITH_HEREDOCS = /^(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s(?!\s*(?:--\S+\s+)*\[)/;
const MOST = 50;
// A file descriptor may stand before it, and `<<<` is something else.
const START = /^\d*<<(-?)(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+))$/;

/** The heredocs that an instruction announces, read from the lines behind it; and the line after the last of them. */
export function heredocsOf(
  instruction: string,
  { lines, next }: Reading,
): { readonly heredocs: readonly Heredoc[]; readonly next: number } {
  const heredocs: Heredoc[] = [];
  let after = next;
  if (!instruction.includes('<<') || !WITH_HEREDOCS.test(instruction)) return { heredocs, next };
  for (const word of wordsIn(instruction)) {
    const start = START.exec(word);
    if (start === null || heredocs.length === MOST) continue;
    const [, dash = '', double, single, bare] = start;
    const { heredoc, end } = heredocOf(double ?? single ?? bare ?? '', dash !== '', { lines, next: after });
    heredocs.push(heredoc);
    after = end;
  }
  return { heredocs, next: after };
}

function heredocOf(
  name: string,
  chomped: boolean,
  { lines, next }: Reading,
): { readonly heredoc: Heredoc; readonly end: number } {
  const body: string[] = [];
  let index = next;
  for (; index < lines.length; index += 1) {
    const line = chomped ? (lines[index] ?? '').replace(/^\t+/, '') : (lines[index] ?? '');
    if (line === name) break;
    body.push(`${line}\n`);
  }
  return { heredoc: { name, body: body.join('') }, end: Math.min(index + 1, lines.length) };
}
