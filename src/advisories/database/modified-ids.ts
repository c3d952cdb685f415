/** A line of `modified_id.csv`: an id, and when its record was modified, in milliseconds since the epoch. */
export interface ModifiedId {
  readonly id: string;
  readonly modified: number;
}

/** What may stand in an address as a name. */
const ID = /^(?!\.{1,2}$)[^\s/\\?#%,\u0000-\u001f]{1,200}$/;

/**
 * Reads the list that OSV keeps of a folder, the newest first: https://google.github.io/osv.dev/data/#data-dumps
 * Throws an Error that names a line that is none.
 */
export function* readModifiedIds(text: string): Generator<ModifiedId> {
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const row = text.slice(start, end).trim();
    start = end + 1;
    if (row !== '') yield toModifiedId(row, line);
  }
}

function toModifiedId(row: string, line: number): ModifiedId {
  const comma = row.indexOf(',');
  const modified = Date.parse(row.slice(0, Math.max(comma, 0)));
  const id = row.slice(comma + 1);
  if (comma === -1 || Number.isNaN(modified) || !ID.test(id)) {
    throw new Error(`line ${String(line)} is no time and id: "${row.slice(0, 100)}"`);
  }
  return { id, modified };
}
