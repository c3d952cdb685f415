import type { Notice } from '../notice.ts';
import type { IgnoreRule } from './rule.ts';

/** What a file that says what to ignore says. */
export interface IgnoreFile {
  readonly rules: readonly IgnoreRule[];
  /** What in it has no effect, and why. */
  readonly notices: readonly Notice[];
}

/** What a rule that has no effect is told of with. */
export function withoutEffect(file: string, line: number | undefined, why: string): Notice {
  const place = line === undefined ? file : `${file}, line ${line}`;
  return { level: 'warning', text: `${place}: the rule has no effect: ${why}.` };
}
