import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ScanError } from '../model/errors.ts';
import type { Credentials } from '../model/request.ts';
import { type DockerConfig, helperKeyOf, keysOf, parseDockerConfig } from './credentials/docker-config.ts';
import { askHelper, type HelperOptions } from './credentials/helper.ts';
import type { Login } from './credentials/login.ts';

export interface CredentialSources extends HelperOptions {
  /** Given with the request: they win over everything. */
  readonly given?: Credentials;
  /** A folder with Docker's `config.json`, given with the request. */
  readonly dockerConfigDir?: string;
  /** The workflow's own token, for ghcr.io; else the environment's `GITHUB_TOKEN`. */
  readonly githubToken?: string;
  /** Told of a credential helper that failed: the sources after it are asked all the same. */
  readonly onNotice: (line: string) => void;
}

/**
 * The login for a repository of a registry, asked for at each authentication so that a rotated password is seen. In order: the
 * request's own, `$DOCKER_AUTH_CONFIG`, Docker's configuration (`docker-config-dir`, `$DOCKER_CONFIG`, `~/.docker`),
 * `$REGISTRY_AUTH_FILE`, Podman's `auth.json`, and `$GITHUB_TOKEN` for ghcr.io. Undefined means anonymous.
 * Throws `USAGE` where a configuration cannot be read.
 */
export async function findCredentials(
  registry: string,
  repository: string,
  sources: CredentialSources,
): Promise<Login | undefined> {
  if (sources.given !== undefined) return sources.given;
  const keys = keysOf(registry, repository);
  const inline = sources.environment['DOCKER_AUTH_CONFIG'];
  if (inline) {
    const login = await search(parseDockerConfig(inline, '$DOCKER_AUTH_CONFIG'), registry, keys, sources);
    if (login !== undefined) return login;
  }
  for (const { path, required } of configFiles(sources)) {
    const text = await readConfig(path, required);
    const login = text === undefined ? undefined : await search(parseDockerConfig(text, path), registry, keys, sources);
    if (login !== undefined) return login;
  }
  return registry === 'ghcr.io' ? githubLogin(sources) : undefined;
}

interface ConfigFile {
  readonly path: string;
  /** Whether it was asked for by an input: then it must be there. */
  readonly required: boolean;
}

function configFiles({ dockerConfigDir, environment }: CredentialSources): readonly ConfigFile[] {
  const home = environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir();
  const docker = dockerConfigDir ?? (environment['DOCKER_CONFIG'] || join(home, '.docker'));
  const registryAuthFile = environment['REGISTRY_AUTH_FILE'];
  const runtime = environment['XDG_RUNTIME_DIR'];
  const config = environment['XDG_CONFIG_HOME'] || join(home, '.config');
  // https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
  const others = [
    ...(registryAuthFile ? [registryAuthFile] : []),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(config, 'containers', 'auth.json'),
  ];
  return [
    { path: join(docker, 'config.json'), required: dockerConfigDir !== undefined },
    ...others.map((path) => ({ path, required: false })),
  ];
}

async function readConfig(path: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!required && isMissing(error)) return undefined;
    const hint = required ? 'docker-config-dir names the folder that holds config.json.' : 'Make it readable, or move it away.';
    throw new ScanError('USAGE', `${path} could not be read.`, { hint, cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** The registry's own helper, then the helper for all, then what the file itself holds. */
async function search(
  { auths, helpers, store }: DockerConfig,
  registry: string,
  keys: readonly string[],
  sources: CredentialSources,
): Promise<Login | undefined> {
  const own = keys.map((key) => helpers.get(key)).find((name) => name !== undefined);
  for (const name of new Set([own, store])) {
    if (name === undefined) continue;
    const answer = await askHelper(name, helperKeyOf(registry), sources);
    if (answer.kind === 'login') return answer.login;
    if (answer.kind === 'failed') {
      sources.onNotice(`The credential helper "${name}" has nothing for ${registry}: ${answer.reason}.`);
    }
  }
  return keys.map((key) => auths.get(key)).find((login) => login !== undefined);
}

function githubLogin({ githubToken, environment }: CredentialSources): Login | undefined {
  const password = githubToken || environment['GITHUB_TOKEN'];
  if (!password) return undefined;
  // Any name will do there, as long as there is one.
  return { username: environment['GITHUB_ACTOR'] || 'github-actions', password, source: 'GITHUB_TOKEN' };
}
