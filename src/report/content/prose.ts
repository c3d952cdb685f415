import { printable } from '../../model/text.ts';
import { cut } from './plain.ts';

/** Text from outside with its lines, of at most so many UTF-16 code units, and with nothing in it that acts on whatever shows it. */
export function prose(text: string, longest: number): string {
  const lines = text
    .slice(0, longest * 2)
    .toWellFormed()
    .split(/\r\n|\n|\r/);
  return cut(
    lines
      .map((line) => printable(line.replaceAll('\t', ' ')).trimEnd())
      .join('\n')
      .trim(),
    longest,
  );
}
