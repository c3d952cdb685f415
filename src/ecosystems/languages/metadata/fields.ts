/**
 * The fields at the head of a file, by their names in lower case: `Name: value` a line, up to the first empty one. Of a field that
 * stands twice the first counts, and of one that goes on in indented lines only its first line is kept: nobody asks for more.
 * https://www.rfc-editor.org/rfc/rfc5322#section-2.2
 */
export function headFields(bytes: Uint8Array): ReadonlyMap<string, string> {
  // Old files are in any encoding. What is read here is ASCII in all of them; the rest may come out wrong.
  const text = new TextDecoder().decode(bytes);
  const fields = new Map<string, string>();
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, end).trimEnd();
    start = end + 1;
    if (line === '' && fields.size > 0) break;
    addField(fields, line);
  }
  return fields;
}

function addField(fields: Map<string, string>, line: string): void {
  const colon = line.indexOf(':');
  if (colon <= 0) return;
  // A line that goes on begins with white space, and so does the name it would seem to have, which nobody asks for.
  const name = line.slice(0, colon).trimEnd().toLowerCase();
  if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
}
