import { type Digest, parseDigest } from './digest.ts';
import { ScanError } from './errors.ts';

/** Where an image is and which one is meant. With tag and digest together, the digest decides and the tag is told. */
export interface Reference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`, `[::1]:5000`. */
  readonly registry: string;
  /** `library/alpine`, without the registry. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const HUB = 'docker.io';
const HUB_ALIASES = new Set([HUB, 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const HOST = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?$/;
const LONGEST_NAME = 255;

/**
 * Reads a reference as Docker and the distribution specification do: `alpine`, `ghcr.io/a/b:1`, `localhost:5000/x@sha256:…`.
 * Throws `REFERENCE_INVALID`. https://github.com/distribution/reference
 */
export function parseReference(text: string): Reference {
  const input = text.trim().replace(/^(?:docker:\/\/|https:\/\/)/, '');
  const at = input.lastIndexOf('@');
  const digest = at < 0 ? undefined : parseDigest(input.slice(at + 1));
  const named = at < 0 ? input : input.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/') && !named.endsWith(']');
  // A lone "host:5000" has no repository; it is told apart below, where the repository is checked.
  const tag = tagged ? named.slice(colon + 1) : undefined;
  const name = splitName(tagged ? named.slice(0, colon) : named);
  checkName(name, text);
  if (tag !== undefined && !TAG.test(tag)) throw invalid(text, `"${tag}" is not a tag.`);
  if (digest === undefined) return { ...name, tag: tag ?? 'latest' };
  return { ...name, ...(tag === undefined ? {} : { tag }), digest };
}

function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash).toLowerCase();
  // Docker also takes a name with capitals for a host. Whoever writes one means an account of the Hub, which has none.
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const registry = isHost ? first : HUB;
  const repository = isHost ? name.slice(slash + 1) : name;
  if (!HUB_ALIASES.has(registry)) return { registry, repository };
  return { registry: HUB, repository: repository.includes('/') ? repository : `library/${repository}` };
}

function checkName({ registry, repository }: { registry: string; repository: string }, text: string): void {
  if (!HOST.test(registry)) throw invalid(text, `"${registry}" is not a registry's host.`);
  if (/^(?:library\/)?[a-f0-9]{64}$/.test(repository) && registry === HUB) {
    throw invalid(text, 'An image ID is not a reference: a registry knows names and digests.');
  }
  if (repository !== repository.toLowerCase()) throw invalid(text, 'A repository is written in lower case.');
  if (!REPOSITORY.test(repository)) throw invalid(text, `"${repository}" is not a repository.`);
  if (registry.length + 1 + repository.length > LONGEST_NAME) throw invalid(text, 'The name is longer than 255 characters.');
}

function invalid(text: string, why: string): ScanError {
  return new ScanError('REFERENCE_INVALID', `"${text}" is not an image reference: ${why}`, {
    hint: 'Write [registry/]repository[:tag][@digest], as in ghcr.io/acme/shop:1.4.',
  });
}

/** The canonical text of a reference, registry and all. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${imageName(reference)}${tag}${digest}`;
}

/** The image's stable identity: registry and repository, with neither tag nor digest. */
export function imageName(reference: Reference): string {
  return `${reference.registry}/${reference.repository}`;
}

/** The host that answers the distribution API for a registry's name: Docker Hub's differs from its name. */
export function apiHost(registry: string): string {
  return registry === HUB ? 'registry-1.docker.io' : registry;
}

/** Whether a host, with or without a port, is this machine. Only there is plain http spoken. */
export function isLoopback(host: string): boolean {
  const name = (/^\[(.*)\](?::\d+)?$/.exec(host)?.[1] ?? host.replace(/^([^:]*):\d+$/, '$1')).toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}
