import type { FileReader } from '../../model/inventory.ts';
import type { Release } from '../../model/package.ts';

/** Reads which system a root filesystem is: https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export const OS_RELEASE: FileReader = {
  id: 'os-release',
  wants: (path) => path === 'etc/os-release' || path === 'usr/lib/os-release',
  largest: 64 * 1024,
  read: ({ bytes }) => ({ packages: [], release: parseOsRelease(new TextDecoder().decode(bytes)) }),
};

/** Reads the text of an os-release file. What no line assigns has the specification's default; a broken line assigns nothing. */
export function parseOsRelease(text: string): Release {
  const assigned = assignmentsOf(text);
  const field = (key: string, otherwise: string): string => assigned.get(key) ?? otherwise;
  const codename = field('VERSION_CODENAME', '');
  const cpe = field('CPE_NAME', '');
  const name = field('NAME', 'Linux');
  return {
    id: field('ID', 'linux'),
    versionId: field('VERSION_ID', ''),
    idLike: field('ID_LIKE', '').match(/\S+/g) ?? [],
    name,
    prettyName: field('PRETTY_NAME', name),
    ...(codename === '' ? {} : { codename }),
    ...(cpe === '' ? {} : { cpe }),
  };
}

function assignmentsOf(text: string): ReadonlyMap<string, string> {
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
