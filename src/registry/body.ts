import type { BlobBody } from '../model/blob.ts';
import type { Descriptor } from '../model/image.ts';
import { ScanError } from '../model/errors.ts';
import { TransientError } from './attempt.ts';
import type { Answer, RequestHeaders } from './transport.ts';

/**
 * The header that asks for a blob from an offset on. None at 0, which some registries cannot bear, and the last byte is named,
 * because some refuse an open end. https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
export function rangeHeaders(offset: number, { size }: Descriptor): RequestHeaders {
  return offset === 0 ? {} : { range: `bytes=${offset}-${size - 1}` };
}

/** The unit is left out by some servers; the numbers are not negotiable. */
const CONTENT_RANGE = /^(?:bytes[ =])?\s*(\d+)-(\d+)\/(\d+|\*)$/i;

/**
 * The body of a 200 or a 206. A 206 is believed only where its range is the one that was asked for.
 * Throws a `TransientError` where it is not.
 */
export function bodyOf(answer: Answer, offset: number, { size, digest }: Descriptor): BlobBody {
  const body = { chunks: answer.body, cancel: answer.cancel };
  if (answer.status === 200) return { ...body, start: 0 };
  if (startsAt(answer.header('content-range'), offset, size)) return { ...body, start: offset };
  answer.cancel();
  const message = `${answer.url.host} sent another part of ${digest} than the one from byte ${offset} on.`;
  throw new TransientError('network', new ScanError('REGISTRY_REFUSED', message));
}

function startsAt(contentRange: string | undefined, offset: number, size: number): boolean {
  const range = CONTENT_RANGE.exec(contentRange?.trim() ?? '');
  if (range === null) return false;
  const [start, end] = [Number(range[1]), Number(range[2])];
  return start === offset && end >= start && end < size && (range[3] === '*' || Number(range[3]) === size);
}
