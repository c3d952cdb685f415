import type { BlobBody } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Descriptor } from '../model/image.ts';
import { TransientError } from './attempt.ts';
import { bodyOf, rangeHeaders } from './body.ts';
import { MOST_HOPS, redirectOf, tooManyHops } from './redirect.ts';
import { describe, errorText, failureOf } from './status.ts';
import type { Answer, Get } from './transport.ts';

/** Every storage's way to say that a signed URL's time has passed; what it says is in its body, not in its status. */
const EXPIRED =
  /Request has expired|ExpiredToken|ExpiredRequest|pre-signed URL has expired|provided token has expired|not valid in the specified time frame|Signed expiry time|Temp URL invalid/i;
/** Seconds of life that are not counted on: clocks differ. */
const MARGIN = 5_000;

export interface LocationOptions {
  readonly get: Get;
  readonly clock: Clock;
  readonly deadline: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a blob at the location that was just resolved, on whatever origin it lies. Nothing goes there but the range: no
 * authorization, which storages take for a second, wrong signature.
 * Throws a `TransientError` where a new location may help.
 */
export async function openLocation(
  location: URL,
  descriptor: Descriptor,
  offset: number,
  { get, clock, deadline, signal }: LocationOptions,
): Promise<BlobBody> {
  let url = location;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    const answer = await get(url, { headers: { accept: '*/*', ...rangeHeaders(offset, descriptor) }, signal });
    const next = redirectOf(answer);
    if (next === undefined) {
      if (answer.status === 200 || answer.status === 206) return bodyOf(answer, offset, descriptor);
      throw await refusalOf(answer, descriptor, { clock, deadline, signal });
    }
    answer.cancel();
    url = next;
  }
  throw tooManyHops(location.host);
}

/** A refusal by the storage is answered with a new location: only one that repeats itself is final. */
async function refusalOf(
  answer: Answer,
  { digest }: Descriptor,
  { clock, deadline, signal }: Omit<LocationOptions, 'get'>,
): Promise<Error> {
  if (![400, 401, 403, 404, 410].includes(answer.status)) return await failureOf(answer, `the blob ${digest}`, { clock, signal });
  const text = await errorText(answer, signal);
  const expired = EXPIRED.test(text) || (deadline !== undefined && clock.now() >= deadline - MARGIN);
  const said = describe(text);
  // The host alone: the rest of a signed URL is a secret for as long as it lives.
  const message = `${answer.url.host} answered ${answer.status} for the blob ${digest}${said === '' ? '' : ` (${said})`}.`;
  const hint = expired
    ? 'Every new location had expired as well: check the clocks of the registry and its storage.'
    : 'The registry sends us to a storage that refuses: check its access rules.';
  return new TransientError(expired ? 'expired' : 'refused', new ScanError('STORAGE_DENIED', message, { hint }));
}
