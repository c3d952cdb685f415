import type { Clock } from '../model/clock.ts';
import { type ErrorCode, ScanError } from '../model/errors.ts';
import { printable, shorten } from '../model/text.ts';
import { TransientError } from './attempt.ts';
import { type Answer, readBody } from './transport.ts';

const LARGEST_ERROR = 64 * 1024;
const LONGEST_SHOWN = 200;

/** Statuses of a GET after which the same GET may well succeed. */
const PRESSURE = new Set([408, 425, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530]);

/**
 * What an unwelcome status means: a `TransientError` where asking again can help, a `ScanError` where it cannot.
 * `wanted` completes the sentence "… while asking for".
 */
export async function failureOf(
  answer: Answer,
  wanted: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Error> {
  const said = describe(await errorText(answer, signal));
  const message = `${answer.url.host} answered ${answer.status} while asked for ${wanted}${said === '' ? '' : `: ${said}`}.`;
  const barrier = barrierOf(answer.status);
  if (barrier !== undefined) return new ScanError(barrier.code, message, { hint: barrier.hint });
  if (!PRESSURE.has(answer.status)) return new ScanError('REGISTRY_REFUSED', message);
  const hint = answer.status === 429 ? 'It limits how much may be asked for; logging in raises the limit.' : 'Try again later.';
  return new TransientError('pressure', new ScanError('REGISTRY_REFUSED', message, { hint }), retryAfter(answer, clock));
}

/** Statuses that come from between us and the server, and that no other attempt changes. */
export function barrierOf(status: number): { readonly code: ErrorCode; readonly hint: string } | undefined {
  if (status === 407) {
    return {
      code: 'NETWORK',
      hint: 'The proxy wants credentials: put them into the proxy address, as http://user:password@host.',
    };
  }
  if (status === 451) return { code: 'REGISTRY_REFUSED', hint: 'It is withheld for legal reasons where this runner is.' };
  return undefined;
}

/** The first bytes of an error's body. It never throws: what is known already matters more. */
export async function errorText(answer: Answer, signal: AbortSignal): Promise<string> {
  try {
    return (await readBody(answer, LARGEST_ERROR, signal)).toString('utf8');
  } catch {
    answer.cancel();
    return '';
  }
}

/** What an error's body says, in one short line: a registry's JSON, a storage's XML, or its first words. */
export function describe(text: string): string {
  const code = codeOf(text);
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? /<Message>([^<]+)<\/Message>/i.exec(text)?.[1];
  const words = [code, message].filter((part) => part !== undefined).join(', ') || text.replace(/<[^>]*>/g, ' ').trim();
  return shorten(printable(withoutQueries(words)), LONGEST_SHOWN);
}

/** Some storages print the address that was asked for, and its query is a secret: Akamai does, with every mark escaped. */
function withoutQueries(text: string): string {
  return text
    .replace(/(?:\?|&#63;|&#x3f;|%3f)[^\s"'<>]*/gi, '?…')
    .replace(/\b([\w-]*(?:sig|signature|hmac|token|credential|policy|expires)[\w-]*)(?:=|&#61;|%3d)[^\s"'<>&]+/gi, '$1=…');
}

/** The code that an error's body names, as the one who sent it calls it. */
export function codeOf(text: string): string | undefined {
  return /"code"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? /<Code>([^<]+)<\/Code>/i.exec(text)?.[1];
}

/** Milliseconds of `Retry-After`, in either form: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
export function retryAfter(answer: Answer, clock: Clock): number | undefined {
  const value = answer.header('retry-after');
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const now = Date.parse(answer.header('date') ?? '') || clock.wall();
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}
