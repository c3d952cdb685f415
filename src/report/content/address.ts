import { plain } from './plain.ts';

const LONGEST = 1000;

/** The address as a browser would write it, or undefined where it is not one of the web: advisories hold whatever they hold. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href.length > LONGEST ? undefined : url.href;
}

/** The page that tells of a vulnerability, where its identifier was given out. */
export function vulnerabilityAddress(id: string): string {
  if (/^CVE-\d{4}-\d{4,19}$/.test(id)) return `https://www.cve.org/CVERecord?id=${id}`;
  if (/^GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}$/.test(id)) return `https://github.com/advisories/${id}`;
  return `https://osv.dev/vulnerability/${encodeURIComponent(plain(id, 200))}`;
}
