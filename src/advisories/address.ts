import { ScanError } from '../model/errors.ts';

const LOOPBACK = /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where a feed's archive lies: `<osvUrl>/<folder>/all.zip`, as in https://google.github.io/osv.dev/data/#data-dumps.
 * Throws `USAGE` where the address cannot be used.
 */
export function feedAddress(osvUrl: string, folder: string): URL {
  const url = URL.parse(osvUrl);
  if (url === null) {
    throw new ScanError('USAGE', `"${osvUrl}" is not a URL.`, { hint: 'Give osv-url as https://host/path.' });
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(folder)}/all.zip`;
  if (!isSafe(url)) {
    throw new ScanError('USAGE', `The advisories at ${plainAddress(url)} are not served over https.`, {
      hint: 'Give osv-url as https://host/path; http is for a server on this machine only.',
    });
  }
  return url;
}

/** Where a redirect leads. Throws `ADVISORIES_UNAVAILABLE` where it leads nowhere, or out of https. */
export function redirectTarget(from: URL, location: string | undefined): URL {
  const url = location === undefined ? null : URL.parse(location, from.href);
  if (url === null) {
    throw new ScanError('ADVISORIES_UNAVAILABLE', `${plainAddress(from)} redirects without saying where.`);
  }
  if (!isSafe(url) || (from.protocol === 'https:' && url.protocol === 'http:')) {
    throw new ScanError(
      'ADVISORIES_UNAVAILABLE',
      `${plainAddress(from)} redirects out of https, to ${url.protocol}//${url.host}.`,
      {
        hint: 'Advisories that somebody on the way can change are worth nothing: give osv-url a server that stays on https.',
      },
    );
  }
  return url;
}

/** The address without what may be secret in it: the user, the password, the query. */
export function plainAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

// Plain http is for a mirror on this very machine; anywhere else, whoever sits on the way could empty a feed.
function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}
