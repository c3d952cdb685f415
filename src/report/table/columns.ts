import { plain } from '../content/plain.ts';

/** A column of a table for people: its heading, and how many characters a cell may have at most. */
export interface Column {
  readonly heading: string;
  readonly widest: number;
}

const GAP = '  ';

/** Rows under headings, aligned, without trailing blanks. Cells are cut to their column's width and printable. */
export function alignColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const headings = columns.map(({ heading }) => heading);
  const cells = [headings, ...rows].map((row) => columns.map(({ widest }, index) => logText(row[index] ?? '', widest)));
  const widths = columns.map((_, index) => cells.reduce((width, row) => Math.max(width, characters(row[index])), 0));
  return cells.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - characters(cell)))
      .join(GAP)
      .trimEnd(),
  );
}

/** Text from outside as one line of a log. The runner takes `##[` for a command wherever in a line it stands. */
export function logText(text: string, longest: number): string {
  return plain(text, longest).replaceAll('##[', '##\u{fffd}[');
}

function characters(text: string | undefined): number {
  return Array.from(text ?? '').length;
}
