import { ScanError } from '../model/errors.ts';
import type { TransientError } from './attempt.ts';

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** A storage that refuses without a reason is asked again after 1 s and after 4 s. */
const FIRST_PATIENCE = 1000;

/** Milliseconds that are waited at most because a server asks for it; what asks for more ends the scan now and not then. */
export const LONGEST_WAIT = 10 * 60_000;

/** Full-jitter exponential backoff, in milliseconds: nobody who was turned away together comes back together. */
export function backoff(failures: number): number {
  return Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1));
}

/** Milliseconds before the next attempt, after so many failures in a row. */
export function delayAfter({ reason, retryAfter }: TransientError, failures: number): number {
  // Nothing has to recover: it is asked for in another way, or anew.
  if (reason === 'range' || reason === 'slow') return 0;
  if (reason === 'expired') return failures <= 1 ? 0 : FIRST_PATIENCE;
  if (reason === 'refused' || reason === 'missing') return Math.min(LONGEST_DELAY, FIRST_PATIENCE * 4 ** (failures - 1));
  return Math.max(backoff(failures), retryAfter ?? 0);
}

/** For a server that wants to be left alone for longer than anyone waits. `until` is in milliseconds since the epoch. */
export function tooLongToWait(said: string, until: number, cause?: ScanError): ScanError {
  const moment = new Date(Math.min(until, 8.64e15)).toISOString().replace(/\.\d{3}Z$/, 'Z');
  return new ScanError(cause?.code ?? 'REGISTRY_REFUSED', `${said} It asks to be left alone until ${moment}.`, {
    hint: 'Run the scan again after that; logging in raises the limit of many registries.',
    ...(cause === undefined ? {} : { cause }),
  });
}
