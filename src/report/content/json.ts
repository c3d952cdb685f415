// What JSON leaves as it is and a terminal or a reviewer's eye must not meet, as in src/model/text.ts; line feeds are layout here.
const UNPRINTABLE = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * The value as JSON, indented, ending in a line feed. Characters that would act on whatever shows the text are written as
 * escapes, so that they are kept and harmless. So is `##[`, which the runner takes for a command anywhere in a line of its log.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 1)
    .replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('##[', '#\\u0023[');
  return `${text}\n`;
}
