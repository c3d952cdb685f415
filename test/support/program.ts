import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A program that has ended. */
export interface Ended {
  /** The exit code; -1 where a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  readonly input?: string;
}

/** Runs a program to its end, while the servers of the test go on. */
export async function run(program: string, args: readonly string[], { input = '', ...options }: RunOptions = {}): Promise<Ended> {
  const child = spawn(program, args, { ...options, stdio: 'pipe' });
  const failed = once(child, 'error').then(([error]) => {
    throw error;
  });
  const closed = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  // A program that does not read what it is given is no failure of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.race([closed, failed]);
  return { status: child.exitCode ?? -1, stdout, stderr };
}

/** Runs a program that must succeed, and returns what it printed. */
export async function succeed(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run(program, args, options);
  if (status !== 0) throw new Error(`"${program} ${args.join(' ')}" ended with ${status}: ${stderr}`);
  return stdout;
}

/** A program that runs until the test disposes of it. */
export interface Started extends AsyncDisposable {
  readonly pid: number;
  /** What its standard error said that matched. */
  readonly said: RegExpMatchArray;
}

/** Starts a program and waits until its standard error says that it is ready. */
export async function start(program: string, args: readonly string[], ready: RegExp): Promise<Started> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  let heard = '';
  const said = await new Promise<RegExpMatchArray>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`${program} ended before it was ready: ${heard}`)));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      heard += piece;
      const match = ready.exec(heard);
      if (match !== null) resolve(match);
    });
  });
  return { pid: child.pid ?? 0, said, [Symbol.asyncDispose]: stop };
}
