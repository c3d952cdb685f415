import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../../model/clock.ts';
import { type Login, TOKEN_USER } from './login.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface HelperOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What a helper had to say. A failure is told in words that quote nothing of what the helper wrote: it may be a secret. */
export type HelperAnswer =
  | { readonly kind: 'login'; readonly login: Login }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string };

const NAME = /^[A-Za-z0-9._-]+$/;
const NOT_FOUND = /credentials not found|no credentials (?:server url|username)/i;
/** Milliseconds. A helper may ask a cloud, but not a person. */
const LONGEST = 15_000;
const LARGEST_OUTPUT = 64 * 1024;
const OUTPUT = v.object({ Username: v.optional(v.string(), ''), Secret: v.optional(v.string(), '') });

/**
 * Asks the program `docker-credential-<name>` for a registry, without a shell. Never throws but for the signal's reason.
 * https://github.com/docker/docker-credential-helpers#development
 */
export async function askHelper(name: string, server: string, options: HelperOptions): Promise<HelperAnswer> {
  if (!NAME.test(name)) return failed('its name is not one of a program');
  const path = await findProgram(`docker-credential-${name}`, options.environment);
  if (path === undefined) return failed('it is not installed on the PATH');
  const ended = await run(path, server, options).catch((): Ended => {
    options.signal.throwIfAborted();
    return { reason: 'it could not be started' };
  });
  if ('reason' in ended) return failed(ended.reason);
  const { code, output } = ended;
  if (code !== 0) return NOT_FOUND.test(output) ? { kind: 'none' } : failed(`it ended with code ${code ?? 'none'}`);
  return read(output, `docker-credential-${name}`);
}

function failed(reason: string): HelperAnswer {
  return { kind: 'failed', reason };
}

function read(output: string, source: string): HelperAnswer {
  let answer: v.InferOutput<typeof OUTPUT>;
  try {
    answer = v.parse(OUTPUT, JSON.parse(output));
  } catch {
    return NOT_FOUND.test(output) ? { kind: 'none' } : failed('its answer is not the JSON of a credential helper');
  }
  const { Username: username, Secret: secret } = answer;
  if (secret === '') return { kind: 'none' };
  if (username === TOKEN_USER) return { kind: 'login', login: { identityToken: secret, source } };
  return { kind: 'login', login: { username, password: secret, source } };
}

/**
 * The program's whole path. It is looked for here and not by the system, which on some takes one from the working directory
 * first, and that is a checkout of who knows whom.
 */
async function findProgram(name: string, environment: Environment): Promise<string | undefined> {
  const windows = process.platform === 'win32';
  const variable = Object.keys(environment).find((key) => (windows ? key.toUpperCase() : key) === 'PATH');
  const folders = (environment[variable ?? 'PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const path = join(folder, windows ? `${name}.exe` : name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

type Ended = { readonly code: number | null; readonly output: string } | { readonly reason: string };

function run(path: string, server: string, { environment, clock, signal }: HelperOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(path, ['get'], { env: environment, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const output: Buffer[] = [];
    let size = 0;
    const settle = (ended: Ended): void => {
      disarm();
      signal.removeEventListener('abort', onAbort);
      resolve(ended);
    };
    const stop = (): void => {
      child.kill('SIGKILL');
      // A program that it has started may hold the pipe open.
      child.stdout.destroy();
    };
    const onAbort = (): void => {
      stop();
      disarm();
      reject(signal.reason);
    };
    const disarm = clock.after(LONGEST, () => {
      stop();
      settle({ reason: `it did not answer within ${LONGEST / 1000} s` });
    });
    signal.addEventListener('abort', onAbort, { once: true });
    child.on('error', () => settle({ reason: 'it could not be started' }));
    child.on('close', (code) => settle({ code, output: Buffer.concat(output).toString('utf8') }));
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      output.push(chunk);
      if (size <= LARGEST_OUTPUT) return;
      stop();
      settle({ reason: `it wrote more than ${LARGEST_OUTPUT} bytes` });
    });
    // One that ends without reading what it is asked is known by its answer.
    child.stdin.on('error', () => undefined);
    child.stdin.end(server);
  });
}
