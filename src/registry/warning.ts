import { printable, shorten } from '../model/text.ts';
import type { Answer } from './transport.ts';

/** `299 - "text"`, of which a header may hold several: https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
const WARNING = /(?:^|,)\s*299\s+\S+\s+"((?:[^"\\]|\\.)*)"/g;
const MOST_TOLD = 10;
const LONGEST_TOLD = 200;

/**
 * Hands on what a registry wants its users to know, each text once and no more than a few.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#warnings
 */
export function createWarnings(onNotice: (text: string) => void): (answer: Answer) => void {
  const told = new Set<string>();
  return (answer) => {
    for (const [, quoted = ''] of answer.headers('warning').flatMap((value) => [...value.matchAll(WARNING)])) {
      const text = shorten(printable(quoted.replace(/\\(.)/g, '$1')), LONGEST_TOLD);
      if (told.size === MOST_TOLD || told.has(text)) continue;
      told.add(text);
      onNotice(`${answer.url.host} says: ${text}`);
    }
  };
}
