import type { BlobBody } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Descriptor } from '../model/image.ts';
import { TransientError } from './attempt.ts';
import { bodyOf, rangeHeaders, rangeRefusal } from './body.ts';
import { deadlineOf } from './deadline.ts';
import { MOST_HOPS, redirectOf, tooManyHops } from './redirect.ts';
import { refusalOf } from './denial.ts';
import type { Answer, Get } from './transport.ts';

export interface LocationOptions {
  readonly get: Get;
  readonly clock: Clock;
  readonly deadline: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a blob at the location that was just resolved, on whatever origin it lies. Nothing goes there but the range: no
 * authorization, which storages take for a second, wrong signature, and no media type, which may be part of the signature.
 * Throws a `TransientError` where a new location may help.
 */
export async function openLocation(
  location: URL,
  descriptor: Descriptor,
  offset: number,
  { get, clock, deadline: first, signal }: LocationOptions,
): Promise<BlobBody> {
  const headers = { accept: '*/*', ...rangeHeaders(offset, descriptor) };
  const visited = new Set<string>();
  let url = location;
  let deadline = first;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    if (deadline !== undefined && deadline <= clock.now()) throw deadOnArrival(url);
    visited.add(url.href);
    const answer = await get(url, { headers, signal });
    const next = redirectOf(answer);
    if (next === undefined) return await opened(answer, descriptor, offset, { clock, deadline, signal });
    answer.cancel();
    if (visited.has(next.href)) throw new ScanError('REGISTRY_REFUSED', `${next.host} redirects in a circle.`);
    const now = { wall: clock.wall(), monotonic: clock.now() };
    deadline = deadlineOf(next, answer.header('date'), now, answer.header('age'));
    url = next;
  }
  throw tooManyHops(location.host);
}

async function opened(
  answer: Answer,
  descriptor: Descriptor,
  offset: number,
  options: Omit<LocationOptions, 'get'>,
): Promise<BlobBody> {
  if (answer.status === 200 || answer.status === 206) return bodyOf(answer, offset, descriptor);
  if (answer.status === 416) throw rangeRefusal(answer, offset, descriptor) ?? (await refusalOf(answer, descriptor, options));
  const refusal = await refusalOf(answer, descriptor, options);
  const mayBeExpired = refusal instanceof TransientError && refusal.reason === 'expired';
  throw mayBeExpired ? refusal : (rangeRefusal(answer, offset, descriptor) ?? refusal);
}

/** For a location that need not be asked: its time has passed. */
export function deadOnArrival({ host }: URL): TransientError {
  const message = `The registry keeps sending us to a location on ${host} that has already expired.`;
  const hint = 'Something between caches its answers, or its clock is wrong.';
  return new TransientError('expired', new ScanError('STORAGE_DENIED', message, { hint }));
}
