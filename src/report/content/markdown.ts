import { plain } from './plain.ts';

// All ASCII punctuation that GitHub-flavoured Markdown or HTML gives a meaning, and what turns words into links or mentions.
const SPECIAL = /[!-+:<=>@[-`{-~]|^-|(?<=www)\./gi;
// Characters that a URL may hold raw and that end a Markdown link or a table cell.
const UNSAFE_IN_LINK = /[|\\`[\]<>"]/g;

/** Text from outside as Markdown that reads as the text and does nothing: https://github.github.com/gfm/ */
export function escapeMarkdown(text: string, longest: number): string {
  return plain(text, longest).replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text from outside in a fixed-width face. Backticks would do it too, but inside them nothing can be escaped. */
export function code(text: string, longest: number): string {
  return `<code>${escapeMarkdown(text, longest)}</code>`;
}

/** A link to an address that `webAddress` or `vulnerabilityAddress` made. */
export function link(label: string, address: string): string {
  const target = address
    .replace(UNSAFE_IN_LINK, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('&', '&amp;');
  return `[${escapeMarkdown(label, 200)}](<${target}>)`;
}
