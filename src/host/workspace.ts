import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ScanError } from '../model/errors.ts';

/** A file of the repository, by its path in it with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What of the repository says where a finding comes from. */
export interface SourceFiles {
  readonly dockerfile?: SourceFile;
  readonly lockfiles: readonly SourceFile[];
}

/** What is looked for. */
export interface Sought {
  /** Undefined is the one at the root. */
  readonly dockerfile: string | undefined;
  /** Whether a file of this name is where a package manager writes down what it installs. */
  readonly isLockfile: (name: string) => boolean;
}

/** Folders that hold what was installed or built, not what was written. */
const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  'vendor',
  'dist',
  'target',
  'build',
  'venv',
  '__pycache__',
  'testdata',
]);

const DEEPEST = 5;
const MOST_FOLDERS = 5000;
const MOST_FILES = 100;
/** Bytes. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Reads the Dockerfile, which is the one that was named or the one at the repository's root, and the lockfiles. What cannot be read is
 * left out, because a finding has its place without it; a Dockerfile that was named and is not there is `USAGE`.
 */
export async function readSourceFiles(root: string, { dockerfile, isLockfile }: Sought): Promise<SourceFiles> {
  const own = await readSource(root, dockerfile ?? join(root, 'Dockerfile'));
  if (own === undefined && dockerfile !== undefined) {
    throw new ScanError('USAGE', `The Dockerfile ${dockerfile} cannot be read.`, { hint: 'Check the input "dockerfile".' });
  }
  const lockfiles: SourceFile[] = [];
  for await (const path of findLockfiles(root, isLockfile)) {
    const file = await readSource(root, path);
    if (file !== undefined) lockfiles.push(file);
    if (lockfiles.length >= MOST_FILES) break;
  }
  return { ...(own === undefined ? {} : { dockerfile: own }), lockfiles };
}

async function* findLockfiles(root: string, isLockfile: Sought['isLockfile']): AsyncGenerator<string> {
  const folders = [{ path: root, depth: 0 }];
  for (let read = 0; read < MOST_FOLDERS; read += 1) {
    const folder = folders.shift();
    if (folder === undefined) return;
    const entries = await readdir(folder.path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder.path, entry.name);
      if (entry.isFile() && isLockfile(entry.name)) yield path;
      const enters = entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name);
      if (enters && folder.depth < DEEPEST) folders.push({ path, depth: folder.depth + 1 });
    }
  }
}

async function readSource(root: string, path: string): Promise<SourceFile | undefined> {
  try {
    const inside = relative(root, path);
    const { size } = await stat(path);
    // A place outside of the repository is none that code scanning could show.
    if (size > LARGEST || inside.startsWith('..')) return undefined;
    return { path: inside.split(sep).join('/'), text: await readFile(path, 'utf8') };
  } catch {
    return undefined;
  }
}
