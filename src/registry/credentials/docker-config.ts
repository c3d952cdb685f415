import * as v from 'valibot';
import { ScanError } from '../../model/errors.ts';
import { type Login, TOKEN_USER } from './login.ts';

/** What one configuration says about logging in: Docker's `config.json` and Podman's `auth.json` are the same in this. */
export interface DockerConfig {
  /** By normalised key: a host, or a host and the beginning of a repository. */
  readonly auths: ReadonlyMap<string, Login>;
  /** Names of credential helpers, by normalised key. */
  readonly helpers: ReadonlyMap<string, string>;
  /** The helper for every registry that has none of its own. */
  readonly store: string | undefined;
}

const TEXT = v.optional(v.string());
const CONFIG = v.object({
  auths: v.nullish(
    v.record(v.string(), v.object({ auth: TEXT, username: TEXT, password: TEXT, identitytoken: TEXT, registrytoken: TEXT })),
  ),
  credHelpers: v.nullish(v.record(v.string(), v.string())),
  credsStore: v.nullish(v.string()),
});

type Entry = NonNullable<v.InferOutput<typeof CONFIG>['auths']>[string];

/**
 * Reads a configuration; `source` is its name for people. Throws `USAGE` where it is none.
 * https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties
 */
export function parseDockerConfig(text: string, source: string): DockerConfig {
  let config: v.InferOutput<typeof CONFIG>;
  try {
    config = v.parse(CONFIG, JSON.parse(text));
  } catch {
    // The parser's own message quotes the text, which holds passwords.
    throw new ScanError('USAGE', `${source} is not a Docker configuration.`, {
      hint: 'It is JSON, as "docker login" writes it.',
    });
  }
  const auths = new Map<string, Login>();
  for (const [key, entry] of Object.entries(config.auths ?? {})) {
    const login = loginOf(entry);
    if (login !== undefined) auths.set(normaliseKey(key), { ...login, source });
  }
  const helpers = Object.entries(config.credHelpers ?? {}).map(([key, name]) => [normaliseKey(key), name] as const);
  return { auths, helpers: new Map(helpers), store: config.credsStore || undefined };
}

function loginOf(entry: Entry): Login | undefined {
  if (entry.registrytoken) return { registryToken: entry.registrytoken };
  const pair = decodeAuth(entry.auth) ?? { username: entry.username ?? '', password: entry.password ?? '' };
  const { username } = pair;
  if (entry.identitytoken) return { identityToken: entry.identitytoken, ...(username === '' ? {} : { username }) };
  if (username === '') return undefined;
  return username === TOKEN_USER ? { identityToken: pair.password } : pair;
}

/** `auth` is base64 of `user:password`; some writers pad it with a NUL. */
function decodeAuth(auth: string | undefined): { readonly username: string; readonly password: string } | undefined {
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

const HUB_KEYS = ['index.docker.io', 'docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];

/** The keys that a repository of a registry may be found under, the most specific first: `host/team/app`, `host/team`, `host`. */
export function keysOf(registry: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const hosts = registry === 'docker.io' ? HUB_KEYS : [registry];
  return Array.from({ length: parts.length + 1 }, (_, index) => parts.slice(0, parts.length - index)).flatMap((path) =>
    hosts.map((host) => [host, ...path].join('/')),
  );
}

/** What a credential helper knows a registry by. */
export function helperKeyOf(registry: string): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
}
