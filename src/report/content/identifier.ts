/** A database that gives out identifiers of vulnerabilities. */
export interface Issuer {
  /** The word that GitLab and others have for its identifiers: `cve`. */
  readonly type: string;
  /** For people. */
  readonly title: string;
}

const ISSUERS: readonly (readonly [RegExp, Issuer])[] = [
  [/^CVE-/, { type: 'cve', title: 'CVE' }],
  [/^GHSA-/, { type: 'ghsa', title: 'GitHub' }],
  [/^USN-/, { type: 'usn', title: 'Ubuntu' }],
  [/^RH[SBE]A-/, { type: 'rhsa', title: 'Red Hat' }],
  [/^ELSA-/, { type: 'elsa', title: 'Oracle' }],
  [/^D[SL]A-/, { type: 'dsa', title: 'Debian' }],
];

/** Who gave out an identifier, told by how it begins. */
export function issuerOf(id: string): Issuer {
  return ISSUERS.find(([pattern]) => pattern.test(id))?.[1] ?? { type: 'osv', title: 'OSV' };
}
