import type { Place } from '../model/place.ts';

/** A text file of the repository. */
export interface SourceFile {
  /** Relative to the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** The most characters of a file that are looked at; of a larger one nothing is told. */
export const LARGEST = 32 * 1024 * 1024;

/**
 * The address of a repository's file: relative to the root, each segment percent-encoded. Undefined for a path that is absolute,
 * leads out of the repository or is no file's.
 */
export function repositoryUri(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (segment !== '' && segment !== '.' && segment !== '..') segments.push(encodeURIComponent(segment.toWellFormed()));
  }
  return segments.length === 0 ? undefined : segments.join('/');
}

/** The lines of a text without their ends. A carriage return before a line feed belongs to the end. */
export function linesOf(text: string): readonly string[] {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  return body.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** The region from the first printable character of one line to the last of another, both counted from 1. */
export function regionOf(lines: readonly string[], first: number, last: number): Omit<Place, 'uri' | 'kind'> {
  const start = lines[first - 1] ?? '';
  const end = (lines[last - 1] ?? '').trimEnd();
  const startColumn = start.length - start.trimStart().length + 1;
  return { startLine: first, startColumn, endLine: last, endColumn: Math.max(end.length + 1, first === last ? startColumn : 1) };
}
