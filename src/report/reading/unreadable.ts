import { Unreadable } from '../../model/document.ts';
import { ScanError } from '../../model/errors.ts';
import { plain } from '../content/plain.ts';

const HINT = 'Give a report that was written with format json, or one of Clair.';

/** Does what reads a report. Throws `USAGE` with the field at fault where the report cannot be used. */
export function asUsage<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    throw new ScanError('USAGE', `The report cannot be used: ${plain(cause.message, 300)}.`, { hint: HINT, cause });
  }
}
