/** Reads the lines that assign a value to a name, as a shell would; a broken line assigns nothing, and the last assignment counts. */
export function assignmentsOf(text: string): ReadonlyMap<string, string> {
  const assigned = new Map<string, string>();
  for (const line of text.split('\n')) {
    const { key, value } = ASSIGNMENT.exec(line)?.groups ?? {};
    if (key !== undefined && value !== undefined) assigned.set(key, unquote(value.trim()));
  }
  return assigned;
}

const ASSIGNMENT = /^\s*(?<key>[A-Za-z_][A-Za-z0-9_]*)=(?<value>.*)$/s;

// A shell's words: text in single quotes, text in double quotes, an escaped character, or text that is neither.
const WORD = /'(?<single>[^']*)'?|"(?<double>(?:\\.|[^"\\])*)"?|\\(?<escaped>.)|(?<plain>[^'"\\]+)/g;

/** Takes a value as a shell would, without expansions, which the specification does not have. */
function unquote(value: string): string {
  let text = '';
  for (const { groups = {} } of value.matchAll(WORD)) {
    text += groups['single'] ?? groups['double']?.replace(/\\([\\"$`])/g, '$1') ?? groups['escaped'] ?? groups['plain'] ?? '';
  }
  return text;
}
