import { ScanError } from '../model/errors.ts';
import type { Answer } from './transport.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Redirects in a row that are followed. */
export const MOST_HOPS = 5;

/** Where an answer sends us, or undefined where it does not. Throws `REGISTRY_REFUSED` where it sends us nowhere, or out of TLS. */
export function redirectOf(answer: Answer): URL | undefined {
  if (!REDIRECTS.has(answer.status)) return undefined;
  const text = answer.header('location') ?? '';
  if (text === '' || !URL.canParse(text, answer.url.href)) {
    throw new ScanError('REGISTRY_REFUSED', `${answer.url.host} redirects to nowhere.`);
  }
  const location = new URL(text, answer.url);
  if (answer.url.protocol === 'https:' && location.protocol !== 'https:') {
    throw new ScanError('REGISTRY_REFUSED', `${answer.url.host} redirects from https to ${location.protocol.slice(0, -1)}.`, {
      hint: 'That would show the image to everyone on the way.',
    });
  }
  // A password in a location would be sent as credentials.
  location.username = '';
  location.password = '';
  return location;
}

/** For what follows hop after hop. */
export function tooManyHops(host: string): ScanError {
  return new ScanError('REGISTRY_REFUSED', `${host} redirects more than ${MOST_HOPS} times.`);
}
