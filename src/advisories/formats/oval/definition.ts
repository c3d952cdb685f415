import type { Advisory } from '../../../model/advisory.ts';
import { BARE } from '../bare.ts';
import { instantOf } from '../instant.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../xml.ts';
import { type Criteria, criteriaOf } from './criteria.ts';

/** A definition, as far as it can be read before its tests are. */
export interface Definition {
  readonly advisory: Advisory;
  /** The publisher's rating. */
  readonly severityWord?: string;
  /** The products that it names: `Oracle Linux 9`. */
  readonly platforms: readonly string[];
  readonly criteria: Criteria;
}

/** A publisher's own name of what it tells: `ELSA-2022-4803`, `CVE-2024-6119`, `PHSA-2020:00001`. */
const NAME = /^[A-Za-z]+-[\w.:-]*\d[\w.:-]*/;

const CVE = /CVE-\d{4}-\d{4,}/;

/** Reads a `definition` element: https://oval.mitre.org/language/version5.11/ Throws an Error where it has no name or no criteria. */
export function definitionOf(element: XmlElement): Definition {
  const metadata = childOf(element, 'metadata');
  const advisory = childOf(metadata, 'advisory');
  const references = childrenOf(metadata, 'reference').map(({ attributes }) => attributes);
  const title = textOf(metadata, 'title');
  const id = nameOf(title, references);
  const criteria = childOf(element, 'criteria');
  if (id === undefined) throw new Error('it has no name');
  if (criteria === undefined) throw new Error('it has no criteria');
  const cves = childrenOf(advisory, 'cve');
  const named = [...cves.map(({ text }) => text), ...references.map(({ ref_id: ref = '' }) => ref)];
  const upstream = new Set(named.flatMap((text) => CVE.exec(text)?.[0] ?? []).filter((cve) => cve !== id));
  const published = instantOf(childOf(advisory, 'issued')?.attributes['date']);
  const modified = instantOf(childOf(advisory, 'updated')?.attributes['date']);
  const word = textOf(advisory, 'severity');
  return {
    advisory: {
      ...BARE,
      id,
      upstream: [...upstream],
      summary: title.slice(id.length).replace(/^[:\s]+/, ''),
      details: textOf(metadata, 'description'),
      ...(published === undefined ? {} : { published }),
      ...(modified === undefined ? {} : { modified }),
      severity: scoreOf(cves),
      references: references.map(({ ref_url: url = '' }) => url).filter((url) => /^https?:\/\//.test(url)),
      affected: [],
    },
    ...(word === '' ? {} : { severityWord: word }),
    platforms: childrenOf(childOf(metadata, 'affected'), 'platform').map(({ text }) => text.trim()),
    criteria: criteriaOf(criteria),
  };
}

function nameOf(title: string, references: readonly XmlElement['attributes'][]): string | undefined {
  const own = references.find(({ source = '' }) => !source.toUpperCase().includes('CVE'));
  const first = own ?? references[0];
  return (NAME.exec(title)?.[0] ?? NAME.exec(first?.['ref_id'] ?? '')?.[0])?.replace(/:$/, '');
}

/** `8.1/CVSS:3.0/AV:N/…`, as Oracle and SUSE write a score. Of several vulnerabilities none would be the whole's. */
function scoreOf(cves: readonly XmlElement[]): Advisory['severity'] {
  const [cve, ...others] = cves;
  const vector = /CVSS:3\.[01]\/\S+$/.exec(cve?.attributes['cvss3'] ?? '')?.[0];
  return vector === undefined || others.length > 0 ? [] : [{ type: 'CVSS_V3', score: vector }];
}
