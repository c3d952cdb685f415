import type { FileContent, FileStream, StreamReader } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';
import { Allowance, Exhaustion } from './allowance.ts';
import { Archive } from './archive.ts';
import type { Findings } from './contents.ts';
import { mustBeZip, namesArchive } from './extension.ts';

/** The shortest zip there is: the end of an empty directory. */
const SMALLEST = 22;
/** What could not be read of an archive, and is told one by one. */
const MOST_TOLD = 5;

/** Reads Java's archives, wherever they lie, and the archives in them. */
export const JAVA_ARCHIVES: StreamReader = {
  id: 'java-archives',
  wants: (path, size) => size >= SMALLEST && namesArchive(path),
  begin: ({ path }) => new JavaStream(path),
};

class JavaStream implements FileStream {
  readonly #path: string;
  readonly #archive: Archive;
  #exhaustion: string | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#archive = new Archive({ path, depth: 0, allowance: new Allowance() });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#exhaustion !== undefined) return false;
    try {
      return this.#archive.write(bytes);
    } catch (error) {
      if (!(error instanceof Exhaustion)) throw error;
      this.#exhaustion = error.message;
      return false;
    }
  }

  end(): FileContent | undefined {
    const findings = this.#exhaustion === undefined ? this.#archive.end() : this.#archive.abandon();
    if (findings !== undefined) return this.#content(findings);
    return mustBeZip(this.#path) ? { packages: [], gap: 'it is no zip archive' } : undefined;
  }

  #content({ packages, gaps }: Findings): FileContent {
    const root = this.#path;
    const once = new Map(packages.map(({ name, version }) => [`${name}@${version}`, { name, version, root }]));
    const records: readonly PackageRecord[] = [...once.values()];
    const reasons = this.#exhaustion === undefined ? gaps : [this.#exhaustion, ...gaps];
    if (reasons.length === 0) return { packages: records };
    const told = reasons.slice(0, MOST_TOLD).join('; ');
    const more = reasons.length - MOST_TOLD;
    return { packages: records, gap: more > 0 ? `${told}; and ${more} more` : told };
  }
}
