/** One record of a database: its single-line fields by their names in lower case, and the line that it begins at. */
export interface Stanza {
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
}

/** Reads records divided by empty lines: https://manpages.debian.org/stable/dpkg-dev/deb822.5.en.html */
export function* stanzasOf(text: string): Generator<Stanza> {
  let fields = new Map<string, string>();
  let start = 1;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line !== '') {
      addField(fields, line);
      continue;
    }
    if (fields.size > 0) yield { line: start, fields };
    fields = new Map();
    start = number + 1;
  }
  if (fields.size > 0) yield { line: start, fields };
}

/** The text's lines without their ends, one at a time: a database has a hundred thousand of them. */
export function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    yield text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}

function addField(fields: Map<string, string>, line: string): void {
  // A line that continues a field begins with a space, and so does the name it would seem to have, which nobody asks for.
  const colon = line.indexOf(':');
  if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
}
