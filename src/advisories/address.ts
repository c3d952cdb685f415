import { ScanError } from '../model/errors.ts';

const LOOPBACK = /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where a document of a feed lies: the feed's own address, and the document's place under it (`Debian/all.zip`), each part of which is
 * encoded. Throws `USAGE` where the address cannot be used.
 */
export function documentAddress(base: string, place: string): URL {
  const url = URL.parse(base);
  if (url === null) {
    throw new ScanError('USAGE', `"${base}" is not a URL.`, { hint: 'Give osv-url and feed-urls as https://host/path.' });
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${place.split('/').map(encodeURIComponent).join('/')}`;
  if (!isSafe(url)) {
    throw new ScanError('USAGE', `The advisories at ${plainAddress(url)} are not served over https.`, {
      hint: 'Give osv-url and feed-urls as https://host/path; http is for a server on this machine only.',
    });
  }
  return url;
}

/**
 * Where a document leads that another one names, as a mirror list does. Throws an Error where that is no address, or not served over https.
 */
export function namedAddress(text: string, from: URL): URL {
  const url = URL.parse(text, from.href);
  if (url === null || !isSafe(url))
    throw new Error(`${plainAddress(from)} names "${text.slice(0, 200)}", which is no address on https`);
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
        hint: 'Advisories that somebody on the way can change are worth nothing: give osv-url or feed-urls a server that stays on https.',
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
