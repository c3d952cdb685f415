import type { Advisory, Affected } from '../../model/advisory.ts';
import { archesOf } from './arches.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import type { ClairRow } from './schema.ts';
import type { Scope } from './scope.ts';
import { severityOf } from './severity.ts';
import { aliasesOf, linksOf, mendedBy, titleOf } from './titles.ts';

/** An ecosystem that is asked about, with its release, and which rows speak of it. */
export interface Label {
  readonly ecosystem: string;
  readonly scope: Scope;
}

/** What a row could not tell, or not all: it is said once for an ecosystem. */
export interface Doubts {
  /** A row that could not be read. */
  unread(ecosystem: string, id: string, reason: string): void;
  /** A row that names an end and no beginning. */
  withoutBeginning(ecosystem: string): void;
}

/** Gathers the rows of one name into advisories. */
export class AdvisoryBuilder {
  readonly #advisories = new Map<string, { readonly advisory: Omit<Advisory, 'affected'>; readonly affected: Affected[] }>();
  readonly #name: string;
  readonly #doubts: Doubts;

  /** Of rows that speak of a package of this name, which they may spell otherwise. */
  constructor(name: string, doubts: Doubts) {
    this.#name = name;
    this.#doubts = doubts;
  }

  /** Takes a row in that speaks of these ecosystems, all of one maker. */
  add(row: ClairRow, labels: readonly Label[]): void {
    const [first] = labels;
    if (first === undefined) return;
    const { id } = titleOf(row.name);
    if (id === '') {
      this.#doubts.unread(first.ecosystem, `a record of ${row.updater}`, 'it has no name');
      return;
    }
    try {
      const { scope } = first;
      const coverage = coverageOf(row, scope.versions);
      if (coverage === undefined) return;
      if (coverage.isWithoutBeginning === true) this.#doubts.withoutBeginning(first.ecosystem);
      const entry = toEntry(row, scope, coverage);
      const known = this.#advisories.get(id) ?? { advisory: toAdvisory(row, scope), affected: [] };
      for (const { ecosystem } of labels) known.affected.push({ ...entry, ecosystem, name: this.#name });
      this.#advisories.set(id, known);
    } catch (error) {
      this.#doubts.unread(first.ecosystem, id, error instanceof Error ? error.message : String(error));
    }
  }

  build(): readonly Advisory[] {
    return [...this.#advisories.values()].map(({ advisory, affected }) => ({ ...advisory, affected }));
  }
}

function toEntry(row: ClairRow, scope: Scope, { ranges }: Coverage): Omit<Affected, 'ecosystem' | 'name'> {
  const { word } = severityOf(row);
  const arches = archesOf(row.arch_operation, row.package_arch);
  // Of a name that a source has as well, the row means the binary package.
  const isOfBinary = scope.keyedBy !== 'binary' && isBinary(row.package_kind);
  return {
    ranges,
    versions: [],
    severity: [],
    ...(word === undefined || scope.versions === 'osv' ? {} : { severityWord: word }),
    ...(arches === undefined ? {} : { arches }),
    ...(row.package_module === '' ? {} : { module: row.package_module }),
    ...(isOfBinary ? { binaries: [row.package_name] } : {}),
  };
}

/** Databases made since April 2026 have numbers for the words. */
function isBinary(kind: string): boolean {
  return kind === '2' || kind === 'binary';
}

function toAdvisory(row: ClairRow, scope: Scope): Omit<Advisory, 'affected'> {
  const { id, rest } = titleOf(row.name);
  const isOfOsv = scope.versions === 'osv';
  const links = linksOf(row.links);
  const { scores, word } = severityOf(row);
  return {
    id,
    aliases: isOfOsv ? aliasesOf(id, links) : [],
    upstream: isOfOsv ? [] : mendedBy(id, rest, links),
    related: [],
    // What Clair keeps of a record of OSV's is its summary.
    summary: isOfOsv ? row.description : rest,
    details: isOfOsv ? '' : row.description,
    ...(issued(row.issued) ? { published: row.issued } : {}),
    severity: scores,
    ...(isOfOsv && word !== undefined ? { severityWord: word } : {}),
    cwes: [],
    references: links,
  };
}

/** The first day of the first year stands for a date that nobody told. */
function issued(date: string): boolean {
  return !Number.isNaN(Date.parse(date)) && !date.startsWith('0001-');
}
