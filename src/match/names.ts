import type { Advisory } from '../model/advisory.ts';

/** A CVE, on its own or as a distribution's record of it: `DEBIAN-CVE-2024-6119`. */
const CVE = /^(?:[A-Z]+-)?(CVE-\d{4}-\d{4,})$/;

/** Publishers who list the CVEs of an erratum under `related`: AlmaLinux, Oracle, Rocky, Red Hat, Amazon,
 * Photon, Ubuntu, SUSE. */
const ERRATUM = /^(?:(?:AL|EL|RL|RH|RX)[SBE]A|ALAS\w*|PHSA|USN|LSN|(?:open)?SUSE-[SRFO]U)-/;

/** Errata that mend or add something. Only a CVE makes one of them a matter of security. */
const NOT_SECURITY = /^(?:AL|RL|RH)[BE]A-/;

/**
 * The vulnerabilities that an advisory tells of: its CVEs, each one of its own; else the GHSA; else the advisory itself. None for an
 * erratum that is not about security.
 */
export function vulnerabilitiesOf(advisory: Advisory): readonly string[] {
  const names = [advisory.id, ...advisory.aliases, ...advisory.upstream];
  const related = isErratum(advisory.id) ? advisory.related : [];
  const cves = new Set([...names, ...related].map(cveOf).filter((cve) => cve !== undefined));
  if (cves.size > 0) return [...cves].sort();
  if (NOT_SECURITY.test(advisory.id)) return [];
  return [names.find((name) => name.startsWith('GHSA-')) ?? advisory.id];
}

/**
 * Other names of the one vulnerability that an advisory tells of. None where it tells of several, because then nobody can say whose
 * names they are; and an erratum is not a name of what it mends.
 */
export function otherNames(advisory: Advisory): readonly string[] {
  if (vulnerabilitiesOf(advisory).length !== 1) return [];
  const names = [advisory.id, ...advisory.aliases, ...advisory.upstream];
  return names.filter((name) => !isErratum(name)).map((name) => cveOf(name) ?? name);
}

/** All names of what an advisory tells of. */
export function namesOf(advisory: Advisory): readonly string[] {
  return [...new Set([...vulnerabilitiesOf(advisory), ...otherNames(advisory)])];
}

/** Whether a name is a CVE's own. */
export function isCve(name: string): boolean {
  return cveOf(name) === name;
}

function isErratum(name: string): boolean {
  return ERRATUM.test(name);
}

function cveOf(name: string): string | undefined {
  return CVE.exec(name)?.[1];
}
