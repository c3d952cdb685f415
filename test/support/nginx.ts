import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { temporaryFolder } from './folder.ts';
import { absence, programPath } from './machine.ts';
import { start } from './program.ts';
import type { Store } from './store.ts';

/** Why nginx cannot be the store here, or false. */
export function nginxAbsence(): string | false {
  const absent = absence({ programs: ['nginx'] });
  if (absent !== false) return absent;
  const { stderr } = spawnSync(programPath('nginx') ?? '', ['-V'], { encoding: 'utf8' });
  return stderr.includes('http_secure_link_module') ? false : 'the nginx here has no signed links';
}

/** One line of nginx's own log of what it was asked. */
export interface NginxRequest {
  readonly status: number;
  readonly range: string;
  readonly uri: string;
}

/** nginx as an object store: files behind signed links that die. */
export interface Nginx extends AsyncDisposable, Pick<Store, 'put' | 'sign'> {
  readonly origin: string;
  requests(): Promise<readonly NginxRequest[]>;
  /** Ends the process that serves, in the middle of whatever it sends; its master starts another one. */
  crash(): Promise<void>;
}

export interface NginxOptions {
  /** Seconds that a link lives. */
  readonly life: number;
  /** What the moment of death is called in a link: `expires` is known to readers of links, another name is not. */
  readonly parameter?: string;
  /** Bytes a second, as nginx writes them: `4m`. */
  readonly rate?: string;
}

/** https://nginx.org/en/docs/http/ngx_http_secure_link_module.html */
export async function startNginx({ life, parameter = 'expires', rate = '0' }: NginxOptions): Promise<Nginx> {
  const folder = await temporaryFolder();
  const secret = randomBytes(16).toString('hex');
  const port = await freePort();
  const config = join(folder.path, 'nginx.conf');
  const objects = join(folder.path, 'objects');
  mkdirSync(join(objects, 'blobs'), { recursive: true });
  const lines = configuration({ folder: folder.path, port, secret, parameter, rate });
  writeFileSync(config, lines.join('\n'));
  const server = await start(
    programPath('nginx') ?? 'nginx',
    ['-p', folder.path, '-c', config, '-e', 'stderr'],
    /start worker process \d+/,
  );
  return {
    origin: `http://127.0.0.1:${port}`,
    put: (key, body) => writeFileSync(join(objects, key), body),
    sign: (key, age = 0) => {
      const expires = Math.floor(Date.now() / 1000) - age + life;
      const signature = createHash('md5').update(`${expires}/${key} ${secret}`).digest('base64url');
      return `http://127.0.0.1:${port}/${key}?md5=${signature}&${parameter}=${expires}`;
    },
    async requests() {
      const log = await readFile(join(folder.path, 'access.log'), 'utf8');
      return log.split('\n').flatMap((line) => {
        const [status = '', range = '', uri = ''] = line.split(' ');
        return line === '' ? [] : [{ status: Number(status), range, uri }];
      });
    },
    async crash() {
      const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
      for (const child of children.trim().split(' ')) process.kill(Number(child), 'SIGKILL');
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface Configuration {
  readonly folder: string;
  readonly port: number;
  readonly secret: string;
  readonly parameter: string;
  readonly rate: string;
}

function configuration({ folder, port, secret, parameter, rate }: Configuration): readonly string[] {
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    // Else the process that serves becomes somebody who may not read a folder of this user's.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'worker_processes 1;',
    `pid ${join(folder, 'nginx.pid')};`,
    'error_log stderr notice;',
    'events {}',
    'http {',
    ...scratch.map((name) => `${name}_temp_path ${join(folder, name)};`),
    `log_format asked '$status $http_range $request_uri';`,
    `access_log ${join(folder, 'access.log')} asked;`,
    'server {',
    `listen 127.0.0.1:${port};`,
    `root ${join(folder, 'objects')};`,
    'location / {',
    `secure_link $arg_md5,$arg_${parameter};`,
    `secure_link_md5 "$secure_link_expires$uri ${secret}";`,
    'if ($secure_link = "") { return 403; }',
    'if ($secure_link = "0") { return 410; }',
    // As S3 does, which takes it for a second signature.
    'if ($http_authorization) { return 400; }',
    `limit_rate ${rate};`,
    '} } }',
  ];
}

/** nginx does not choose a port by itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address !== null ? address.port : 0;
}
