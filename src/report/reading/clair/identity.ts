/** What a vulnerability of Clair's is called, and what it is called besides. */
export interface Identity {
  readonly id: string;
  readonly aliases: readonly string[];
  /** What the name tells beside the identifier. */
  readonly title: string;
}

const CVE = /CVE-\d{4}-\d{4,19}/g;
/** `RHSA-2023:1234: openssl security update (Important)`, `CVE-2023-1 on Ubuntu 22.04 LTS (jammy) - low.` */
const NAME = /^([A-Za-z][A-Za-z.]{1,11}(?:-[\w.:]*\w)+):?\s*(.*)$/s;
/** Errata mend several vulnerabilities, and their links name them. */
const ERRATUM = /^(?:RH[SBE]A|ELSA|ALAS|SUSE|openSUSE|PHSA|USN|DSA|DLA)/;
const LONGEST = 255;

/** The vulnerabilities that one of Clair's tells of: more than one where it is an erratum. */
export function identitiesOf(name: string, links: string): readonly Identity[] {
  const [, own = name.slice(0, LONGEST), title = ''] = NAME.exec(name) ?? [];
  const inName = distinct(name.match(CVE));
  const [first] = inName;
  if (first !== undefined && inName.length === 1) return [{ id: first, aliases: othersOf([own], first), title }];
  const linked = inName.length > 0 ? inName : distinct(links.match(CVE));
  const [only] = linked;
  if (ERRATUM.test(own) || inName.length > 0) {
    const mended = linked.map((id) => ({ id, aliases: othersOf([own], id), title }));
    return mended.length === 0 ? [{ id: own, aliases: [], title }] : mended;
  }
  // The one CVE that an advisory links is what it is about; of several any may be another's.
  return [only !== undefined && linked.length === 1 ? { id: only, aliases: [own], title } : { id: own, aliases: [], title }];
}

function othersOf(names: readonly string[], id: string): readonly string[] {
  return names.filter((name) => name !== id && name !== '');
}

function distinct(names: readonly string[] | null): readonly string[] {
  return [...new Set(names)];
}
