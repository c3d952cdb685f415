import type { CentralHeader } from '../../zip/central-header.ts';
import type { Directory } from '../../zip/directory.ts';
import type { LocalHeader } from '../../zip/local-header.ts';
import { type DataWriter, ZipReader, type ZipVisitor } from '../../zip/zip.ts';
import { type Allowance, LIMITS } from './allowance.ts';
import { type Artifact, type Findings, manifestContent, pomContent, refused, type Told } from './contents.ts';
import type { Coordinates } from './coordinates.ts';
import { type Content, EntryReader } from './entry.ts';
import { mustBeZip, namesArchive } from './extension.ts';
import { ClassFolder } from './folder.ts';
import { identify } from './identity.ts';
import { isManifest } from './manifest.ts';
import { isPom } from './pom.ts';

/** Where an archive lies: how many archives are around it, and what may be spent on it. */
export interface Place {
  readonly path: string;
  readonly depth: number;
  readonly allowance: Allowance;
}

const NOTHING: Findings = { packages: [], gaps: [] };
/** Letters of an entry's path that a gap repeats. */
const QUOTED = 100;

/** Reads a Java archive as it goes by, and the archives in it. */
export class Archive implements ZipVisitor {
  readonly #place: Place;
  readonly #zip = new ZipReader(this);
  /** The entries that are read, by where their local headers are. */
  readonly #entries = new Map<number, EntryReader<Told>>();
  readonly #classes = new ClassFolder();
  readonly #gaps: string[] = [];

  constructor(place: Place) {
    this.#place = place;
  }

  /** False where this is no zip. Throws an `Exhaustion`. */
  write(bytes: Uint8Array): boolean {
    return this.#zip.push(bytes);
  }

  /** What the archive holds; undefined where it is no zip. */
  end(): Findings | undefined {
    if (!this.#zip.begun) return undefined;
    const directory = this.#zip.end();
    if (directory !== undefined) return this.#findings(this.#living(directory));
    this.#gaps.push('it is cut off before its central directory');
    return this.abandon();
  }

  /** What the archive holds as far as it went by, with no directory to vouch for it. */
  abandon(): Findings {
    return this.#findings([...this.#entries.values()].flatMap((reader) => this.#unvouched(reader)));
  }

  entry(header: LocalHeader, position: number): DataWriter | undefined {
    this.#place.allowance.takeEntry();
    const content = contentOf(header.name, this.#place);
    if (content === undefined) return undefined;
    this.#place.allowance.takeRead();
    const reader = new EntryReader(header, content, this.#place.allowance);
    this.#entries.set(position, reader);
    return reader;
  }

  listed({ name }: CentralHeader): boolean {
    this.#classes.add(name);
    const wanted = isRead(name);
    if (wanted) this.#place.allowance.takeListed();
    return wanted;
  }

  /** What the entries tell that the directory lists. */
  #living({ entries, damage }: Directory): readonly Told[] {
    if (damage !== undefined) this.#gaps.push(damage);
    return entries.flatMap((listed) => {
      const reader = this.#entries.get(listed.position);
      const reason = reader === undefined ? 'it did not go by where the archive says that it lies' : reader.difference(listed);
      if (reason !== undefined) this.#gaps.push(`${quoted(listed.name)}: ${reason}`);
      return reader !== undefined && reason === undefined ? this.#told(reader) : [];
    });
  }

  #unvouched(reader: EntryReader<Told>): readonly Told[] {
    if (reader.failure !== undefined) this.#gaps.push(`${quoted(reader.name)}: ${reader.failure}`);
    return this.#told(reader);
  }

  #told(reader: EntryReader<Told>): readonly Told[] {
    const told = reader.tell();
    if (told?.kind === 'archive') for (const gap of told.findings.gaps) this.#gaps.push(`${quoted(reader.name)}: ${gap}`);
    return told === undefined ? [] : [told];
  }

  #findings(told: readonly Told[]): Findings {
    const poms = told.flatMap((one) => (one.kind === 'pom' && one.pom !== undefined ? [one.pom] : []));
    const manifest = told.findLast((one) => one.kind === 'manifest')?.manifest ?? new Map();
    const nested = told.flatMap((one) => (one.kind === 'archive' ? one.findings.packages : []));
    const own = identify({ path: this.#place.path, poms, manifest, classes: this.#classes.parts() });
    return { packages: [...own.map(asArtifact), ...nested], gaps: this.#gaps };
  }
}

function asArtifact({ group, artifact, version }: Coordinates): Artifact {
  return { name: group === undefined ? artifact : `${group}:${artifact}`, version };
}

function quoted(path: string): string {
  return JSON.stringify(path.length > QUOTED ? `${path.slice(0, QUOTED)}…` : path);
}

function isRead(name: string): boolean {
  return isPom(name) || isManifest(name) || namesArchive(name);
}

function contentOf(name: string, place: Place): Content<Told> | undefined {
  if (!isRead(name)) return undefined;
  if (name.length > LIMITS.path) return refused(`its path is longer than ${LIMITS.path} letters`);
  if (isPom(name)) return pomContent(name);
  if (isManifest(name)) return manifestContent();
  if (place.depth === LIMITS.depth) return refused(`it lies more than ${LIMITS.depth} archives deep`);
  return archiveContent({ ...place, path: name, depth: place.depth + 1 });
}

function archiveContent(place: Place): Content<Told> {
  const archive = new Archive(place);
  let size = 0;
  return {
    write: (bytes) => {
      size += bytes.length;
      archive.write(bytes);
    },
    end: () => {
      const findings = archive.end();
      if (findings === undefined && size > 0 && mustBeZip(place.path)) throw new Error('it is no zip archive');
      return { kind: 'archive', findings: findings ?? NOTHING };
    },
    abandon: () => ({ kind: 'archive', findings: archive.abandon() }),
  };
}
