import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { ScanError } from '../model/errors.ts';
import type { Credentials } from '../model/request.ts';

export interface CredentialSources {
  /** Given with the request: they win over every file. */
  readonly given?: Credentials;
  /** A folder with Docker's `config.json`, given with the request. */
  readonly dockerConfigDir?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const CONFIG = v.object({
  auths: v.optional(
    v.record(
      v.string(),
      v.object({ auth: v.optional(v.string()), username: v.optional(v.string()), password: v.optional(v.string()) }),
    ),
    {},
  ),
});

const HUB_KEYS = ['index.docker.io', 'docker.io', 'registry-1.docker.io'];

/**
 * The credentials for a repository of a registry, asked for at each authentication so that a rotated password is seen.
 * In order: those of the request, `docker-config-dir`, `$DOCKER_CONFIG`, `~/.docker`. Undefined means anonymous.
 * Throws `USAGE` where a configuration that was asked for cannot be read.
 */
export async function findCredentials(
  registry: string,
  repository: string,
  sources: CredentialSources,
): Promise<Credentials | undefined> {
  if (sources.given !== undefined) return sources.given;
  const folder = sources.dockerConfigDir ?? sources.environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const auths = await readAuths(join(folder, 'config.json'), sources.dockerConfigDir !== undefined);
  for (const key of keysOf(registry, repository)) {
    const entry = auths.get(key);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function readAuths(path: string, required: boolean): Promise<ReadonlyMap<string, Credentials>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!required && isMissing(error)) return new Map();
    throw new ScanError('USAGE', `${path} could not be read.`, {
      hint: 'docker-config-dir names the folder that holds config.json.',
      cause: error,
    });
  }
  return parseAuths(text, path);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function parseAuths(text: string, path: string): ReadonlyMap<string, Credentials> {
  const found = new Map<string, Credentials>();
  let config: v.InferOutput<typeof CONFIG>;
  try {
    config = v.parse(CONFIG, JSON.parse(text));
  } catch {
    // The parser's own message quotes the text, which holds passwords.
    throw new ScanError('USAGE', `${path} is not a Docker configuration.`, { hint: 'It is JSON, as "docker login" writes it.' });
  }
  for (const [key, entry] of Object.entries(config.auths)) {
    const credentials = decodeAuth(entry.auth) ?? { username: entry.username ?? '', password: entry.password ?? '' };
    if (credentials.username !== '') found.set(normaliseKey(key), credentials);
  }
  return found;
}

/** `auth` is base64 of `user:password`; some writers pad it with a NUL. */
function decodeAuth(auth: string | undefined): Credentials | undefined {
  if (auth === undefined || auth === '') return undefined;
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** `https://index.docker.io/v1/` and `index.docker.io` are one key. */
function normaliseKey(key: string): string {
  return key
    .replace(/^https?:\/\//, '')
    .replace(/\/(?:v[12]\/?)?$/, '')
    .toLowerCase();
}

/** The most specific key first: `host/team/app`, `host/team`, `host`. */
function keysOf(registry: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const keys: string[] = [];
  for (const host of registry === 'docker.io' ? HUB_KEYS : [registry]) {
    for (let length = parts.length; length > 0; length -= 1) keys.push([host, ...parts.slice(0, length)].join('/'));
    keys.push(host);
  }
  return keys;
}
