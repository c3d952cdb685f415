import { isLoopback } from '../model/reference.ts';

/**
 * Whether the user listed a URL's host in `insecure-registries`: entries are `host`, for all of its ports, or `host:port`, in
 * lower case.
 */
export function isListed(url: URL, insecure: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  return insecure.includes(url.hostname) || insecure.includes(`${url.hostname}:${port}`);
}

/** Whether plain http may be spoken with a URL's host: on this machine, and where the user permits it. */
export function isPlainAllowed(url: URL, insecure: readonly string[] = []): boolean {
  return url.protocol === 'http:' && (isLoopback(url.hostname) || isListed(url, insecure));
}
