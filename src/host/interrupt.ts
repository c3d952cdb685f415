import process from 'node:process';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';

/** What can end a run from outside. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

export interface InterruptionOptions {
  /** Milliseconds; undefined is no limit. */
  readonly timeout: number | undefined;
  readonly clock: Pick<Clock, 'after'>;
  /** Where the system's signals arrive. */
  readonly system?: SignalSource;
}

/** The part of `process` that is used here. */
interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * A signal that aborts with `TIMEOUT` when the time is up, and with `ABORTED` when the system asks the process to end, as the runner
 * does when a job is cancelled. A second request finds no listener any more and ends the process at once.
 */
export function openInterruption({ timeout, clock, system = process }: InterruptionOptions): Interruption {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    release();
    controller.abort(new ScanError('ABORTED', `The scan was interrupted by ${name}.`));
  };
  const release = (): void => {
    for (const name of SIGNALS) system.off(name, stop);
  };
  for (const name of SIGNALS) system.on(name, stop);
  const cancel = timeout === undefined ? undefined : clock.after(timeout, () => controller.abort(tooLong(timeout)));
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      release();
      cancel?.();
    },
  };
}

function tooLong(timeout: number): ScanError {
  const span = timeout < 60_000 ? `${timeout / 1000} s` : `${Number((timeout / 60_000).toFixed(1))} min`;
  return new ScanError('TIMEOUT', `The scan was not done after ${span}.`, {
    hint: 'Give it more time with "timeout", or find out in the log what was slow.',
  });
}
