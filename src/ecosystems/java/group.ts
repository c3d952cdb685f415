import { asIdentifier } from './coordinates.ts';
import type { Manifest } from './manifest.ts';

/** What an archive tells of who made it, where no `pom.properties` does. */
export interface Traces {
  readonly manifest: Manifest;
  /** The folder that all its classes lie under, by its parts. */
  readonly classes: readonly string[];
  /** The group that the archive's place in a Maven repository says. */
  readonly repository?: string | undefined;
}

/** A domain name from its end, as groups, bundles and packages are called: `org.springframework`. `slf4j.api` is a bundle's, and none. */
const REVERSED_DOMAIN = /^(?:[a-z]{2}|com|org|net|edu|gov|info|dev|app|javax|jakarta)(?:\.[A-Za-z0-9_-]+)+$/;

/**
 * Guesses an artifact's group: the attribute that gives it, its place in a repository, the vendor's identifier, into which Maven writes the group, then the names
 * of bundle, classes and module, which are made from group and artifact.
 */
export function groupOf(artifact: string, { manifest, classes, repository }: Traces): string | undefined {
  const given = asIdentifier(manifest.get('group-id'));
  if (given !== undefined) return given;
  if (repository !== undefined) return repository;
  const vendor = asDomain(manifest.get('implementation-vendor-id'));
  // The foundation's old builds all say so, and nothing is published under its name alone.
  if (vendor !== undefined && vendor !== 'org.apache') return vendor;
  const bundle = manifest.get('bundle-symbolicname')?.split(';')[0]?.trim();
  // Before there were domain names in them, groups were called as their only artifact.
  if (bundle === artifact && !artifact.includes('.')) return artifact;
  return (
    groupInBundle(artifact, asDomain(bundle)) ??
    groupInPackage(artifact, classes) ??
    groupInBundle(artifact, asDomain(manifest.get('automatic-module-name')))
  );
}

function asDomain(text: string | undefined): string | undefined {
  const identifier = asIdentifier(text);
  return identifier !== undefined && REVERSED_DOMAIN.test(identifier) ? identifier : undefined;
}

/**
 * Undoes how bundles are named: group and artifact, where what ends the one and begins the other stands once.
 * `org.apache.logging.log4j` and `log4j-core` are `org.apache.logging.log4j.core`.
 */
function groupInBundle(artifact: string, bundle: string | undefined): string | undefined {
  if (bundle === undefined) return undefined;
  if (bundle.endsWith(`.${artifact}`) && artifact.includes('-')) return bundle.slice(0, -artifact.length - 1);
  const words = wordsOf(artifact);
  const parts = bundle.split('.');
  const begins = parts.lastIndexOf(words[0] ?? '');
  const rest = parts.slice(begins + 1);
  if (begins > 0 && (words.length === 1 || rest.every((part) => words.includes(part))))
    return parts.slice(0, begins + 1).join('.');
  const last = parts.at(-1) ?? '';
  return words.length > 1 && words.includes(last) && parts.length > 2 ? parts.slice(0, -1).join('.') : bundle;
}

/**
 * Guesses from where the classes are: up to the part that the artifact's first word begins, and on while the words of the artifact go
 * on, except its last. `org/springframework/security/web` and `spring-security-web` are `org.springframework.security`.
 */
function groupInPackage(artifact: string, parts: readonly string[]): string | undefined {
  const words = wordsOf(artifact);
  const first = words[0] ?? '';
  const begins = parts.findIndex((part) => part.startsWith(first));
  if (begins < 1 || first.length < 2) return undefined;
  let end = begins + 1;
  for (const word of words.slice(1, -1)) {
    if (parts[end] !== word) break;
    end += 1;
  }
  return asDomain(parts.slice(0, end).join('.'));
}

function wordsOf(artifact: string): readonly string[] {
  return artifact.toLowerCase().split(/[-_.]/);
}
