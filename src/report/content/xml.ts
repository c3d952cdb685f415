import { plain } from './plain.ts';

/** What XML 1.0 has no place for, not even as a reference: https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
// `#` as well: the runner takes `##[` for a command wherever it stands in a line of its log.
const SPECIAL = /[&<>"'#]/g;

/** Text from outside as one line of an XML document, inside an element or an attribute, of at most so many UTF-16 code units. */
export function xmlText(text: string, longest: number): string {
  return plain(text, longest)
    .replace(FORBIDDEN, '\ufffd')
    .replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element. Its content is XML already; the values of its attributes are text from outside. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value), LONGEST_VALUE)}"`);
  const start = `<${name}${written.join('')}`;
  return content.length === 0 ? `${start}/>` : [`${start}>`, ...content, `</${name}>`].join('\n');
}

const LONGEST_VALUE = 1024;
