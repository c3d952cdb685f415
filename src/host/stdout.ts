import process from 'node:process';
import { outputError } from './output.ts';

/** The part of standard output that is used here. */
export interface OutputStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Writes to standard output. Resolves once the text is out; throws `DISK_FULL` or `OUTPUT_FAILED`. */
export type StandardOutput = (text: string) => Promise<void>;

/**
 * Keeps standard output for the report: what anything else writes there from now on is dropped. `@actions/tool-cache` says what it
 * does in workflow commands (`::debug::…`) on standard output, asked or not, and has no other way to be quietened.
 */
export function reserveStandardOutput(stream: OutputStream = process.stdout): StandardOutput {
  const write = stream.write.bind(stream);
  stream.write = (_text, ...rest: unknown[]) => {
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
  // The error of a write reaches its callback; without a listener it would also end the process.
  stream.on('error', () => {});
  return (text) =>
    new Promise((resolve, reject) => {
      write(text, (error) => {
        if (error === undefined || error === null || isReaderGone(error)) resolve();
        else reject(outputError('standard output', error));
      });
    });
}

/** Whoever read has enough, as `head` does. That is not a failure. */
function isReaderGone(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}
