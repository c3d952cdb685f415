import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';
import { start } from './program.ts';

export interface DockerRegistry extends AsyncDisposable {
  /** `127.0.0.1:43210`. */
  readonly host: string;
}

/** A token service that a registry sends everyone to: https://distribution.github.io/distribution/spec/auth/jwt/ */
export interface TokenAuth {
  readonly realm: string;
  /** A file of the certificates whose keys may sign tokens. */
  readonly certificates: string;
}

/**
 * Debian's `docker-registry`, which is https://github.com/distribution/distribution, on a free port of loopback.
 * With a line of an htpasswd file it asks for that user's password; with a token service, for a token.
 */
export async function startDockerRegistry(htpasswd?: string, token?: TokenAuth): Promise<DockerRegistry> {
  const folder = await temporaryFolder();
  const users = join(folder.path, 'htpasswd');
  const config = join(folder.path, 'config.yml');
  await writeFile(users, `${htpasswd ?? ''}\n`);
  await writeFile(
    config,
    [
      'version: 0.1',
      'log: { level: info }',
      `storage: { filesystem: { rootdirectory: "${join(folder.path, 'storage')}" } }`,
      'http: { addr: "127.0.0.1:0", secret: "of no use here" }',
      ...(token === undefined
        ? []
        : [`auth: { token: { realm: "${token.realm}", service: test, issuer: test, rootcertbundle: "${token.certificates}" } }`]),
      ...(htpasswd === undefined ? [] : [`auth: { htpasswd: { realm: test, path: "${users}" } }`]),
    ].join('\n'),
  );
  const server = await start('docker-registry', ['serve', config], /listening on (127\.0\.0\.1:\d+)/);
  return {
    host: server.said[1] ?? '',
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
