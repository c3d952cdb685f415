import type { Affected } from '../model/advisory.ts';

/** Where Ubuntu tells of the fixes that only subscribers get: `Ubuntu:Pro:22.04:LTS`. */
const PRO = /^Ubuntu:Pro:/;

/** The same release as everybody has, which FIPS, realtime and other products of the subscription are not. */
const SIBLING = /^Ubuntu:Pro:\d/;

/** How Ubuntu marks a build that came to a subscriber: https://ubuntu.com/security/esm */
const SUBSCRIBED = /[+~]esm\d/;

/** Ubuntu's own records of vulnerabilities, beside its notices of what was released. */
const RECORD = /^UBUNTU-CVE-/;

/**
 * Of the entries of an advisory those that speak to the holder of this version.
 *
 * Builds that subscribers got are judged by what subscribers are told. All others are judged by what everybody is told. Where a record of
 * a vulnerability says something to subscribers alone, everybody else has the vulnerability as well, and will not get the fix. A notice
 * says nothing of the kind: it tells of a release, and another may have mended the same for everybody.
 */
export function entriesFor(version: string, entries: readonly Affected[], advisory: string): readonly Affected[] {
  const forSubscribers = entries.filter(({ ecosystem }) => PRO.test(ecosystem));
  const forEverybody = entries.filter(({ ecosystem }) => !PRO.test(ecosystem));
  if (SUBSCRIBED.test(version)) return forSubscribers.length > 0 ? forSubscribers : forEverybody;
  if (forEverybody.length > 0 || !RECORD.test(advisory)) return forEverybody;
  return forSubscribers
    .filter(({ ecosystem }) => SIBLING.test(ecosystem))
    .map((entry) => ({ ...entry, outlook: 'will-not-fix' }));
}
