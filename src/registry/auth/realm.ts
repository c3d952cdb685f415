import { isIP } from 'node:net';
import { ScanError } from '../../model/errors.ts';
import { isLoopback } from '../../model/reference.ts';
import { addressKind } from '../address.ts';
import { isKin } from './kinship.ts';

export interface RealmOptions {
  /** The registry's host or name, for messages. */
  readonly registry: string;
  /** Whether plain http may be spoken with a URL's host. */
  readonly isPlainAllowed: (url: URL) => boolean;
  /** Further hosts that may be shown credentials, because the one who asks for the scan says so. */
  readonly allowedTokenHosts: readonly string[];
}

/** Where a registry sends us for a token. */
export interface Realm {
  readonly url: URL;
  /** Whether credentials may be shown there. Without that, only an anonymous token can be asked for. */
  readonly trusted: boolean;
}

/**
 * Reads the realm of a challenge that came from `asked`, and judges it: the registry chooses where the credentials go, and one
 * that is hostile, or was broken into, chooses its own server (CVE-2020-15157, CVE-2026-48978). Throws `REGISTRY_REFUSED` where
 * nothing at all may be sent there.
 */
export function judgeRealm(text: string, asked: URL, options: RealmOptions): Realm {
  const { registry, isPlainAllowed, allowedTokenHosts } = options;
  if (!URL.canParse(text, asked.href)) throw refused(registry, 'to something that is not an address');
  const url = new URL(text, asked.href);
  url.hash = '';
  if (url.username !== '' || url.password !== '') throw refused(registry, `to ${url.host} with a password in the address`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isPlainAllowed(url))) {
    throw refused(registry, `to ${url.host} by ${url.protocol.slice(0, -1)}`);
  }
  checkPlace(url, asked, registry);
  const downgraded = asked.protocol === 'https:' && url.protocol === 'http:';
  return { url, trusted: !downgraded && (isKin(asked.hostname, url.hostname) || allowedTokenHosts.includes(url.host)) };
}

/** Throws `REGISTRY_REFUSED` where a registry sends us to an address inside of our own network that is not its own. */
export function checkPlace(url: URL, asked: URL, registry: string): void {
  if (url.hostname === asked.hostname || !isInternal(url.hostname)) return;
  if (isLoopback(url.hostname) && isLoopback(asked.hostname)) return;
  throw refused(registry, `to ${url.host}, an address inside of this network`);
}

function refused(registry: string, where: string): ScanError {
  return new ScanError('REGISTRY_REFUSED', `${registry} sends us ${where} for a token; that is refused.`, {
    hint: 'Ask those who run the registry: its token service must be at a public address and speak https.',
  });
}

/** By what is written: a name is judged by the address that it leads to, where the connection is made. */
function isInternal(hostname: string): boolean {
  if (isLoopback(hostname)) return true;
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) !== 0 && addressKind(address) !== 'public';
}
