import { LIMITS } from './allowance.ts';
import type { Content } from './entry.ts';
import { Gathered } from './gathered.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { parsePom, type Pom } from './pom.ts';

/** What an entry that is read tells. */
export type Told =
  | { readonly kind: 'pom'; readonly pom: Pom | undefined }
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'archive'; readonly findings: Findings };

/** What an archive holds, with all that lie in it. */
export interface Findings {
  readonly packages: readonly Artifact[];
  /** What could not be read, and why. */
  readonly gaps: readonly string[];
}

/** A package as `PackageRecord` has it. */
export interface Artifact {
  readonly name: string;
  readonly version: string;
}

export function pomContent(name: string): Content<Told> {
  const gathered = new Gathered(LIMITS.pom);
  return {
    write: (bytes) => {
      gathered.write(bytes);
      if (gathered.cut) throw new Error(`it is larger than ${LIMITS.pom} bytes`);
    },
    end: () => ({ kind: 'pom', pom: parsePom(name, gathered.bytes()) }),
  };
}

export function manifestContent(): Content<Told> {
  const gathered = new Gathered(LIMITS.manifest);
  return {
    write: (bytes) => gathered.write(bytes),
    end: () => ({ kind: 'manifest', manifest: parseManifest(gathered.bytes()) }),
  };
}

/** An entry that is not looked into. */
export function refused(reason: string): Content<Told> {
  return {
    write: () => {
      throw new Error(reason);
    },
    end: () => ({ kind: 'archive', findings: { packages: [], gaps: [] } }),
  };
}
