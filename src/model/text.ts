// C0 and C1 controls, line and paragraph separators, and the bidirectional overrides that make text read as what it is not.
const UNPRINTABLE = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff]',
  'gu',
);

/**
 * Text that came from outside (an image, a registry, an advisory), made safe for one line of a log: the runner takes every
 * carriage return and line feed for the start of a line, and a line that begins with `::` for a command.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** The text, cut to so many characters, with an ellipsis where something was cut. */
export function shorten(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
