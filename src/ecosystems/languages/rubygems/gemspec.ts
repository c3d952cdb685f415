import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { baseOf } from '../metadata/path.ts';
import { registered, type Registry } from '../metadata/records.ts';
import { type GemName, parseGemName, PURE } from './gem-name.ts';

const FOLDER = 'specifications/';
const ENDING = '.gemspec';

const REGISTRY: Registry = { title: 'RubyGems', name: /^[\w.-]+$/ };

/**
 * Reads the specifications of installed gems, those included that come with Ruby: https://guides.rubygems.org/specification-reference/
 *
 * They are Ruby, of which only what RubyGems itself writes is understood: the comment for those that do not want to run it, and plain
 * assignments. Where a gem computes its version, the name of the file tells it.
 */
export const GEMSPEC: FileReader = {
  id: 'gemspec',
  wants: (path) => path.endsWith(ENDING) && folderAt(path) !== -1,
  largest: 1024 * 1024,
  read: ({ path, bytes }) => readSpecification(path, new TextDecoder().decode(bytes)),
};

/** Where the folder of specifications begins; -1 where the path has none. */
function folderAt(path: string): number {
  const start = path.lastIndexOf(`/${FOLDER}`);
  if (start !== -1) return start + 1;
  return path.startsWith(FOLDER) ? 0 : -1;
}

function readSpecification(path: string, text: string): FileContent {
  const gem = stubOf(text) ?? assignedOf(text) ?? parseGemName(baseOf(path).slice(0, -ENDING.length));
  if (gem === undefined) throw new Error('neither its text nor its name tells the name and the version of the gem');
  const { name, version, platform } = gem;
  const root = path.slice(0, Math.max(folderAt(path) - 1, 0));
  return registered(REGISTRY, [{ name, version, ...(platform === PURE ? {} : { arch: platform }), root }]);
}

/** The comment at the head: `# stub: name version platform folders`. */
function stubOf(text: string): GemName | undefined {
  const comment = /^(?:#[^\n]*\n){0,2}?# stub: ([^\s]+) ([^\s]+) ([^\s]+)/.exec(text);
  const [, name, version, platform] = comment ?? [];
  if (name === undefined || version === undefined || platform === undefined) return undefined;
  return { name, version, platform };
}

function assignedOf(text: string): GemName | undefined {
  const name = assigned(text, 'name');
  const version = assigned(text, 'version');
  if (name === undefined || version === undefined) return undefined;
  return { name, version, platform: assigned(text, 'platform') ?? PURE };
}

/** A literal on one line, in each of the ways that Ruby has. */
const LITERAL = /"([^"\n]*)"|'([^'\n]*)'|%q<([^>\n]*)>|%q\{([^}\n]*)\}|%q\(([^)\n]*)\)|%q\[([^\]\n]*)\]/.source;

/** `s.name = "rake".freeze`, or with a version of its own class; undefined where something has to be run to know. */
function assigned(text: string, field: string): string | undefined {
  const assignment = new RegExp(`^[ \\t]*\\w+\\.${field}[ \\t]*=[ \\t]*(?:Gem::\\w+\\.new[ (]*)?(?:${LITERAL})`, 'm');
  const [, ...literals] = assignment.exec(text) ?? [];
  const value = literals.find((literal) => literal !== undefined);
  // Text that has code or escapes in it is not what it looks like.
  return value === undefined || /[#\\]/.test(value) ? undefined : value;
}
