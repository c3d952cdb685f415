import type { BlobBody } from '../model/blob.ts';
import type { Descriptor } from '../model/image.ts';
import { ScanError } from '../model/errors.ts';
import { TransientError, type TransientReason } from './attempt.ts';
import { type ContentRange, parseContentRange } from './content-range.ts';
import type { Answer, RequestHeaders } from './transport.ts';

/**
 * The header that asks for a blob from an offset on. None at 0, which some registries cannot bear, and the last byte is named,
 * because some refuse an open end. https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
export function rangeHeaders(offset: number, { size }: Descriptor): RequestHeaders {
  return offset === 0 ? {} : { range: `bytes=${offset}-${size === undefined ? '' : size - 1}` };
}

/**
 * The body of a 200 or a 206, believed only as far as its headers agree with the question and with the blob's size: a 206 is the
 * part that was asked for, or its beginning; and nobody announces more or fewer bytes than there are.
 * Throws a `TransientError` where they do not, before anything of the body is read.
 */
export function bodyOf(answer: Answer, offset: number, descriptor: Descriptor): BlobBody {
  const { size } = descriptor;
  const encoding = encodingOf(answer);
  const body = { chunks: answer.body, cancel: answer.cancel, ...(encoding === undefined ? {} : { encoding }) };
  if (answer.status === 200) {
    if (encoding === undefined) checkLength(answer, size, descriptor);
    return { ...body, start: 0, ...(size === undefined ? {} : { end: size }) };
  }
  const range = parseContentRange(answer.headers('content-range'));
  if (range === undefined || offset === 0 || !isPart(range, offset, size) || (encoding !== undefined && range.total !== size)) {
    throw refuse(answer, 'range', `sent another part of ${descriptor.digest} than the one from byte ${offset} on`);
  }
  checkLength(answer, range.last - range.start + 1, descriptor);
  return { ...body, start: offset, end: range.last + 1 };
}

/**
 * What a server means that answers a range, and only a range, with 416 or 400: it cannot continue, but it may begin.
 * Undefined where the answer is none of these. https://github.com/kubernetes/registry.k8s.io/issues/333
 */
export function rangeRefusal(answer: Answer, offset: number, { digest }: Descriptor): TransientError | undefined {
  if (offset === 0 || (answer.status !== 416 && answer.status !== 400)) return undefined;
  return refuse(answer, 'range', `answered ${answer.status} when asked for ${digest} from byte ${offset} on`);
}

/** The part from the offset on, of a blob of this size; where the size is not known, of any. */
function isPart({ start, last, total }: ContentRange, offset: number, size: number | undefined): boolean {
  return start === offset && last < (size ?? Number.POSITIVE_INFINITY) && (total ?? size) === (size ?? total);
}

function checkLength(answer: Answer, expected: number | undefined, { digest }: Descriptor): void {
  const announced = answer.header('content-length');
  if (announced === undefined || expected === undefined || Number(announced) === expected) return;
  const message = `wants to send ${announced.slice(0, 20)} bytes where ${expected} of ${digest} belong`;
  throw refuse(answer, 'length', message, 'DIGEST_MISMATCH');
}

/** What the storage did to the bytes although nobody asked for it: Google's stores can be told to. */
function encodingOf(answer: Answer): string | undefined {
  const encoding = answer.header('content-encoding')?.trim().toLowerCase() ?? '';
  return encoding === '' || encoding === 'identity' ? undefined : encoding;
}

function refuse(
  answer: Answer,
  reason: TransientReason,
  what: string,
  code: 'REGISTRY_REFUSED' | 'DIGEST_MISMATCH' = 'REGISTRY_REFUSED',
): TransientError {
  answer.cancel();
  return new TransientError(reason, new ScanError(code, `${answer.url.host} ${what}.`));
}
