/** What the name of a row holds: updaters that read OVAL put a whole title there. */
export interface Title {
  readonly id: string;
  readonly rest: string;
}

/** `RHSA-2023:1234: openssl security update`, `CVE-2023-1 on Ubuntu 22.04 LTS (jammy) - low.` */
const TITLE = /^(?<id>[A-Z][A-Z0-9]*-[\w.:-]*\w)(?::\s+|\s+|:?$)(?<rest>.*)$/is;
const CVE = /CVE-\d{4}-\d{4,19}/g;
/** Where Clair puts the aliases of a record of OSV's. */
const ALIAS = /^https:\/\/osv\.dev\/vulnerability\/([\w.:-]{1,100})$/;
const NVD = /^https?:\/\/nvd\.nist\.gov\/vuln\/detail\/(CVE-\d{4}-\d{4,19})\/?$/;

export function titleOf(name: string): Title {
  const { id, rest } = TITLE.exec(name.trim())?.groups ?? {};
  return id === undefined ? { id: name.trim(), rest: '' } : { id, rest: (rest ?? '').trim() };
}

/** The addresses of a row, which has them in one line. */
export function linksOf(links: string): readonly string[] {
  return [...new Set(links.split(/\s+/).filter((link) => /^(?:https?|ftp):\/\//.test(link)))];
}

/** The vulnerabilities that an erratum mends: its title and its links name them. None where the row is a vulnerability's own. */
export function mendedBy(id: string, rest: string, links: readonly string[]): readonly string[] {
  if (id.startsWith('CVE-')) return [];
  return [...new Set([rest, ...links].flatMap((text) => text.match(CVE) ?? []))];
}

/**
 * Other names of a record of OSV's. An older database has them only among all the links of the record, where a CVE that stands alone is the
 * record's own.
 */
export function aliasesOf(id: string, links: readonly string[]): readonly string[] {
  const named = links.flatMap((link) => ALIAS.exec(link)?.[1] ?? []);
  const others = [...new Set(named.length > 0 ? named : links.flatMap((link) => NVD.exec(link)?.[1] ?? []))];
  return named.length > 0 || others.length === 1 ? others.filter((name) => name !== id) : [];
}
