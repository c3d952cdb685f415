/** White space that may stand around keys and between them and their values. */
const BLANK = /^[ \t\f]*/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
]);

/**
 * Reads a Java properties file: the last value of each key.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of logicalLines(text)) {
    const end = keyEnd(line);
    const rest = line.slice(end).replace(BLANK, '');
    const separated = rest.startsWith('=') || rest.startsWith(':') ? rest.slice(1).replace(BLANK, '') : rest;
    properties.set(unescaped(line.slice(0, end)), unescaped(separated));
  }
  return properties;
}

/** Lines that are neither empty nor comments, each with those that a backslash at its end joins to it. */
function* logicalLines(text: string): Generator<string> {
  let joined: string[] = [];
  for (const natural of text.split(/\r\n|\r|\n/)) {
    const line = natural.replace(BLANK, '');
    if (joined.length === 0 && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
    if (endsInEscape(line)) joined.push(line.slice(0, -1));
    else {
      yield [...joined, line].join('');
      joined = [];
    }
  }
  if (joined.length > 0) yield joined.join('');
}

/** Whether a line ends in a backslash that is not itself escaped. */
function endsInEscape(line: string): boolean {
  let count = 0;
  while (line[line.length - 1 - count] === '\\') count += 1;
  return count % 2 === 1;
}

/** Where a key ends: before the first separator that is not escaped. */
function keyEnd(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '\\') at += 1;
    else if ('=: \t\f'.includes(character)) return at;
  }
  return line.length;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code: string | undefined, character: string) =>
    code === undefined ? (ESCAPES.get(character) ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
