import { readFileSync } from 'node:fs';

/** An input or an output of an action, as its metadata file declares it. */
export interface Declared {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The metadata file of an action: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
export interface ActionMetadata {
  readonly top: Readonly<Record<string, string>>;
  readonly inputs: readonly Declared[];
  readonly outputs: readonly Declared[];
  readonly branding: Readonly<Record<string, string>>;
  readonly runs: Readonly<Record<string, string>>;
}

type Tree = Map<string, Tree | string>;

const LINE = /^(?<indent>(?: {2}){0,2})(?<key>[a-z][a-z0-9-]*):(?: '(?<value>(?:[^']|'')*)')?$/;

/**
 * Reads the part of YAML that an `action.yml` needs, and throws at the line that uses more: maps by two spaces, every scalar in single
 * quotes. So nothing in it can be read as a boolean, a number or an anchor by one reader and as text by another.
 */
export function readActionMetadata(file: URL): ActionMetadata {
  const tree = readTree(readFileSync(file, 'utf8'));
  return {
    top: scalars(tree),
    inputs: declared(tree.get('inputs')),
    outputs: declared(tree.get('outputs')),
    branding: scalars(tree.get('branding')),
    runs: scalars(tree.get('runs')),
  };
}

function readTree(text: string): Tree {
  const root: Tree = new Map();
  let open: readonly Tree[] = [root];
  for (const [index, line] of text.split('\n').entries()) {
    const child = line === '' || line.startsWith('#') ? undefined : placeLine(line, open);
    if (child === 'refused') throw new Error(`action.yml:${index + 1} repeats a key, or is more YAML than is read here: ${line}`);
    open = child ?? open;
  }
  return root;
}

/** Puts a line in the map that it belongs to, and returns the maps that the next line may belong to. */
function placeLine(line: string, open: readonly Tree[]): readonly Tree[] | 'refused' {
  const { indent = '', key = '', value } = LINE.exec(line)?.groups ?? {};
  const depth = indent.length / 2;
  const parent = open[depth];
  if (key === '' || parent === undefined || parent.has(key)) return 'refused';
  const child: Tree = new Map();
  parent.set(key, value?.replaceAll("''", "'") ?? child);
  return [...open.slice(0, depth + 1), ...(value === undefined ? [child] : [])];
}

function scalars(tree: Tree | string | undefined): Readonly<Record<string, string>> {
  const entries = tree instanceof Map ? [...tree] : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function declared(tree: Tree | string | undefined): readonly Declared[] {
  return tree instanceof Map ? [...tree].map(([name, fields]) => ({ name, fields: scalars(fields) })) : [];
}
