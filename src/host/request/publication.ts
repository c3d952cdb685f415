import { oneOf, SWITCH } from '../values.ts';
import { type Given, present, taker } from './given.ts';

/** Where on GitHub a report is to be seen. */
export interface PublicationInputs {
  readonly annotations: boolean;
  readonly comment: 'true' | 'on-findings' | 'false';
  readonly uploadSarif: 'true' | 'auto' | 'false';
  readonly token?: string;
}

/** Reads where the Action shows its report. Throws `USAGE`. */
export function parsePublication(given: Given): PublicationInputs {
  const take = taker(given, 'action');
  return {
    annotations: take('annotations', SWITCH),
    comment: take('comment', oneOf(['true', 'on-findings', 'false'])),
    uploadSarif: take('upload-sarif', oneOf(['true', 'auto', 'false'])),
    ...present({ token: given('github-token') }),
  };
}
