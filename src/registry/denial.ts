import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Descriptor } from '../model/image.ts';
import { printable, shorten } from '../model/text.ts';
import { TransientError, type TransientReason } from './attempt.ts';
import { expiryOf } from './deadline.ts';
import { barrierOf, describe, errorText, failureOf } from './status.ts';
import type { Answer } from './transport.ts';

/** Every storage's way to say that a signed URL's time has passed; what it says is in its body, not in its status. */
const EXPIRED =
  /Request has expired|ExpiredToken|ExpiredRequest|pre-signed URL has expired|provided token has expired|not valid in the specified time frame|Signed expiry time|Temp URL invalid/i;
/** Two clocks disagree: of the one who signs and of the one who checks. */
const SKEWED = /RequestTimeTooSkewed|Request is not valid yet/i;
/** A wall around the storage, which no new location opens. */
const WALLED = /used Cloudflare to restrict access|configured to block access from your country/i;
/** Milliseconds of life that are not counted on: clocks differ. */
const MARGIN = 5_000;
/** Where storages write the number by which their owners find a request. */
const REQUEST_IDS = [
  'x-amz-request-id',
  'x-ms-request-id',
  'x-goog-request-id',
  'x-guploader-uploadid',
  'x-oss-request-id',
  'x-cos-request-id',
  'x-obs-request-id',
  'x-trans-id',
  'x-amz-cf-id',
  'cf-ray',
] as const;

export interface RefusalOptions {
  readonly clock: Clock;
  /** When the location dies, in milliseconds on the monotonic clock, where it tells. */
  readonly deadline: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * What a storage's refusal means. A `TransientError` where a new location may help: it had expired, or it may have, or the storage
 * lost sight of the blob. A `ScanError` where it cannot: a wall, a proxy, a law.
 */
export async function refusalOf(answer: Answer, { digest }: Descriptor, options: RefusalOptions): Promise<Error> {
  const { status } = answer;
  if (![400, 401, 403, 404, 410].includes(status) || barrierOf(status) !== undefined) {
    return await failureOf(answer, `the blob ${digest}`, options);
  }
  const text = await errorText(answer, options.signal);
  // The host alone: the rest of a signed URL is a secret for as long as it lives.
  const message = `${answer.url.host} answered ${status} for the blob ${digest}${said(answer, text)}.`;
  if (WALLED.test(text)) {
    return new ScanError('STORAGE_DENIED', message, {
      hint: 'The storage shuts this runner out by its address or country: run the scan elsewhere, or use a mirror.',
    });
  }
  const reason = status === 404 || status === 410 ? 'missing' : isExpired(answer, text, options) ? 'expired' : 'refused';
  return new TransientError(reason, new ScanError('STORAGE_DENIED', message, { hint: hintOf(reason, text) }));
}

/** By the storage's words, or because its own clock says that the location's time is over, or ours does. */
function isExpired(answer: Answer, text: string, { clock, deadline }: RefusalOptions): boolean {
  if (EXPIRED.test(text)) return true;
  if (deadline !== undefined && clock.now() >= deadline - MARGIN) return true;
  const storageTime = Date.parse(answer.header('date') ?? '');
  return storageTime >= (expiryOf(answer.url) ?? Number.POSITIVE_INFINITY) - MARGIN;
}

function said(answer: Answer, text: string): string {
  const words = describe(text) || printable(answer.header('x-ms-error-code') ?? '');
  const id = REQUEST_IDS.map((name) => answer.header(name)).find((value) => value !== undefined);
  const parts = [words, id === undefined ? '' : `request id ${shorten(printable(id), 100)}`].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function hintOf(reason: TransientReason, text: string): string {
  if (SKEWED.test(text)) return 'The clocks of the registry and of its storage disagree: the one who runs them must set them.';
  if (reason === 'expired') return 'Every new location had expired as well: check the clocks of the registry and its storage.';
  if (reason === 'missing') return 'The registry lists the blob and its storage does not have it: push the image again.';
  return 'The registry sends us to a storage that refuses: check its access rules.';
}
