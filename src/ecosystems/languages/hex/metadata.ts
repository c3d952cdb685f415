import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { folderOf } from '../metadata/path.ts';
import { registered } from '../metadata/records.ts';
import { HEX_NAMES } from './names.ts';
import { tokensOf } from './terms.ts';

const FILE = '/hex_metadata.config';

/** How much deeper a mark leads. */
const DEEPER: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
]);

/**
 * Reads what lies in the folder of a package from Hex: https://github.com/hexpm/specifications/blob/main/package_metadata.md
 * It is there in images that run an application from its sources.
 */
export const HEX_METADATA: FileReader = {
  id: 'hex-metadata',
  wants: (path) => path.endsWith(FILE),
  largest: 1024 * 1024,
  read: ({ path, bytes }) => readMetadata(path, new TextDecoder().decode(bytes)),
};

function readMetadata(path: string, text: string): FileContent {
  const fields = fieldsOf(text);
  const name = fields.get('name');
  const version = fields.get('version');
  if (name === undefined || version === undefined) throw new Error(`it lacks a ${name === undefined ? 'name' : 'version'}`);
  return registered(HEX_NAMES, [{ name, version, root: folderOf(folderOf(folderOf(path))) }]);
}

/** The outermost `{<<"name">>,<<"phoenix">>}.`: requirements have names, too, one bracket deeper. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let depth = 0;
  let texts: string[] = [];
  for (const { kind, text: piece } of tokensOf(text)) {
    if (kind === 'text' && depth === 1) texts.push(piece);
    if (kind === 'mark') depth += DEEPER.get(piece) ?? 0;
    if (depth > 0) continue;
    const [field, value] = texts;
    if (field !== undefined && value !== undefined && !fields.has(field)) fields.set(field, value);
    texts = [];
  }
  return fields;
}
