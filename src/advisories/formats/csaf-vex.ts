import type { Advisory, Affected } from '../../model/advisory.ts';
import type { FeedRecord } from '../feeds/feed.ts';
import { BARE, before, EVERY_VERSION, parseJson, reasonOf, UNCOVERED } from './bare.ts';
import { listOf, memberOf, textOf } from './csaf/members.ts';
import { CsafProductTree } from './csaf/product-tree.ts';
import { type RedHatComponent, redHatComponent } from './csaf/redhat-component.ts';
import { CSAF_STATUSES, type CsafRemarks, CsafRemarksByProduct, type CsafStatus, productsWith } from './csaf/statements.ts';
import { instantOf } from './instant.ts';
import { type Selection, wantedName } from './selection.ts';

/**
 * Reads what Red Hat knows of one vulnerability in its products, as CSAF VEX: https://security.access.redhat.com/data/csaf/v2/vex/ Fixes are
 * told of binary and source packages, the rest of source packages. What is under investigation counts as affected: nobody said that it is
 * not. Throws an Error where the document is no CSAF.
 */
export function* readVex(text: string, wanted: Selection): Generator<FeedRecord> {
  const document = parseJson(text);
  const head = memberOf(document, 'document');
  const tracking = memberOf(head, 'tracking');
  if (textOf(head, 'csaf_version') === undefined && tracking === undefined) throw new Error('It is not CSAF.');
  if (textOf(tracking, 'status') === 'deleted') return;
  const tree = new CsafProductTree(document);
  for (const vulnerability of listOf(document, 'vulnerabilities')) {
    const id = textOf(vulnerability, 'cve') ?? textOf(tracking, 'id');
    if (id === undefined) {
      yield { unread: 'a vulnerability in a document of Red Hat has no name' };
      continue;
    }
    const { affected, faults } = affectedBy(vulnerability, tree, wanted);
    if (affected.length > 0) yield { advisory: { ...describe(vulnerability, document), id, affected } };
    for (const fault of faults) yield { unread: `${id}: ${fault}` };
  }
}

function describe(vulnerability: unknown, document: unknown): Omit<Advisory, 'id' | 'affected'> {
  const head = memberOf(document, 'document');
  const notes = listOf(vulnerability, 'notes');
  const noteOf = (category: string): string | undefined =>
    textOf(
      notes.find((note) => textOf(note, 'category') === category),
      'text',
    );
  const published = instantOf(textOf(vulnerability, 'release_date'));
  const modified = instantOf(textOf(memberOf(head, 'tracking'), 'current_release_date'));
  const references = [...listOf(vulnerability, 'references'), ...listOf(head, 'references')];
  const urls = references.flatMap((reference) => textOf(reference, 'url') ?? []);
  const cwe = textOf(memberOf(vulnerability, 'cwe'), 'id');
  return {
    ...BARE,
    summary: textOf(vulnerability, 'title') ?? textOf(head, 'title') ?? '',
    details: noteOf('description') ?? noteOf('summary') ?? '',
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    cwes: cwe === undefined ? [] : [cwe],
    references: [...new Set(urls.filter((url) => /^https?:\/\//.test(url)))],
  };
}

interface Found {
  readonly affected: readonly Affected[];
  /** Products of which something is said that cannot be read, and what. */
  readonly faults: readonly string[];
}

function affectedBy(vulnerability: unknown, tree: CsafProductTree, wanted: Selection): Found {
  const faults: string[] = [];
  const remarks = new CsafRemarksByProduct(vulnerability);
  const found = new Map<string, Affected>();
  for (const status of CSAF_STATUSES) {
    for (const id of productsWith(vulnerability, status)) {
      const placement = tree.find(id);
      const component = placement === undefined ? undefined : redHatComponent(placement);
      const name = component === undefined ? undefined : wantedName(component.name, wanted);
      if (component === undefined || name === undefined || !wanted.ecosystems.has(component.ecosystem)) continue;
      try {
        enter(toAffected({ ...component, name }, status, remarks.of(id)), component.arch, found);
      } catch (error) {
        faults.push(reasonOf(error));
      }
    }
  }
  return { affected: [...found.values()], faults };
}

/** A build for several architectures is one entry, and that of the source is for all. */
function enter(entry: Affected, arch: string | undefined, found: Map<string, Affected>): void {
  const isBuild = arch !== undefined && arch !== 'src' && entry.ranges[0] !== EVERY_VERSION;
  const key = JSON.stringify([entry, isBuild]);
  const arches = isBuild ? { arches: [...(found.get(key)?.arches ?? []), arch] } : {};
  found.set(key, { ...entry, ...arches });
}

function toAffected(component: RedHatComponent, status: CsafStatus, { impact, vector, remedy }: CsafRemarks): Affected {
  const { ecosystem, name, module } = component;
  const entry = {
    ...UNCOVERED,
    ecosystem,
    name,
    severity: vector === undefined ? [] : [vector],
    ...(impact === undefined ? {} : { severityWord: impact }),
    ...(module === undefined ? {} : { module }),
  };
  return { ...entry, ...coverageOf(component, status, remedy) };
}

type Coverage = Pick<Affected, 'outlook' | 'notAffected'> & Partial<Pick<Affected, 'ranges' | 'versions'>>;

function coverageOf({ name, version }: RedHatComponent, status: CsafStatus, remedy: CsafRemarks['remedy']): Coverage {
  if (status === 'fixed') {
    if (version === undefined) throw new Error(`${name} is said to be fixed, and no version is named`);
    return { ranges: [before(version)] };
  }
  if (status === 'known_not_affected') {
    // Of a build it is said of that build alone.
    return { ...(version === undefined ? { ranges: [EVERY_VERSION] } : { versions: [version] }), notAffected: true };
  }
  const outlook = outlookOf(remedy);
  return { ranges: [EVERY_VERSION], ...(outlook === undefined ? {} : { outlook }) };
}

/** Red Hat says `Fix deferred`, `Will not fix`, `Out of support scope`; its `Affected` promises nothing. */
function outlookOf(remedy: CsafRemarks['remedy']): Affected['outlook'] {
  if (remedy === undefined) return undefined;
  if (/out of support scope/i.test(remedy.details)) return 'end-of-life';
  if (remedy.category === 'no_fix_planned') return 'will-not-fix';
  return /deferred/i.test(remedy.details) ? 'deferred' : undefined;
}
