import { Unreadable } from '../../model/document.ts';
import type { IgnoreFile } from './file.ts';
import { parseGrype } from './grype.ts';
import { parseOsvScanner } from './osv-scanner.ts';
import { parseOwn } from './own.ts';
import { parseTrivyLines, parseTrivyYaml } from './trivy.ts';
import { readYaml, type Yaml } from './yaml.ts';

/** What is looked for where nobody names a file, in this order. */
export const IGNORE_FILES: readonly string[] = [
  '.hullcheck-ignore.yaml',
  '.trivyignore.yaml',
  '.trivyignore',
  '.grype.yaml',
  'osv-scanner.toml',
];

/** UTF-16 units. Ten thousand entries with reasons are as many. */
const LARGEST = 1024 * 1024;
/** Each finding is held against the rules that name no id one by one. */
const MOST_BROAD_RULES = 1000;

/**
 * Reads a file that says what is ignored: which format it has, its name tells, and where that tells nothing, its content. Throws
 * `Unreadable`; the message completes "… cannot be used: ".
 */
export function parseIgnoreFile(file: string, text: string): IgnoreFile {
  if (text.length > LARGEST) throw new Unreadable('it is larger than 1 MiB');
  const read = parseAs(file, text.replace(/^\ufeff/, ''));
  if (read.rules.filter(({ ids }) => ids === undefined).length > MOST_BROAD_RULES) {
    throw new Unreadable(`more than ${MOST_BROAD_RULES} of its rules name no vulnerability`);
  }
  return read;
}

function parseAs(file: string, text: string): IgnoreFile {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).toLowerCase();
  if (name.endsWith('.toml')) return parseOsvScanner(file, text);
  if (name.endsWith('.trivyignore')) return parseTrivyLines(file, text);
  if (/\.trivyignore\.ya?ml$/.test(name)) return parseTrivyYaml(file, readYaml(text));
  if (/^\.?grype\.ya?ml$/.test(name)) return parseGrype(file, readYaml(text));
  if (/^\.?hullcheck-ignore\.ya?ml$/.test(name)) return parseOwn(file, readYaml(text));
  return parseByContent(file, name, text);
}

function parseByContent(file: string, name: string, text: string): IgnoreFile {
  if (/^\s*\[\[\s*(?:IgnoredVulns|PackageOverrides)\s*\]\]/m.test(text)) return parseOsvScanner(file, text);
  const isYaml = /\.ya?ml$/.test(name);
  const root = isYaml ? readYaml(text) : yamlOrLines(text);
  // Lines of ids are one long text to YAML.
  if (root === undefined || (root.kind === 'text' && !isYaml)) return parseTrivyLines(file, text);
  if (root.kind !== 'map') return parseOwn(file, root);
  return root.fields.has('ignore') ? parseGrype(file, root) : parseTrivyYaml(file, recognised(root));
}

function yamlOrLines(text: string): Yaml | undefined {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function recognised(root: Yaml & { readonly kind: 'map' }): Yaml {
  if (['vulnerabilities', 'misconfigurations', 'secrets', 'licenses'].some((key) => root.fields.has(key))) return root;
  throw new Unreadable('it is neither a list of entries nor a file of Trivy, Grype or OSV-Scanner');
}
