const WORD = /(?:[^\s"'\\]+|\\[^]|"[^"\\]*(?:\\[^][^"\\]*)*"|'[^']*')+/g;
const QUOTED = /"([^"\\]*(?:\\[^][^"\\]*)*)"|'([^']*)'/g;

/** The words of a command as a shell has them: what is in quotes belongs to a word, and keeps its quotes. */
export function wordsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(WORD), ([word]) => word);
}

/** The text without its quotes. */
export function unquote(text: string): string {
  return text.replace(QUOTED, (_, double?: string, single?: string) => double ?? single ?? '');
}
