import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Unreadable } from '../model/document.ts';
import { errorLine, ScanError } from '../model/errors.ts';

/** A file of text, under the name by which people know it. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Bytes. What anyone writes by hand is a thousandth of it. */
const LARGEST = 16 * 1024 * 1024;
const MOST_FILES = 1000;

/** Reads the named files; of a folder those in it. Throws `USAGE` where one cannot be read. */
export async function readFiles(paths: readonly string[], root: string): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  for (const path of paths) {
    try {
      const inside = (await stat(path)).isDirectory() ? await filesIn(path) : [path];
      for (const file of inside) files.push(await readText(file, root));
    } catch (error) {
      if (error instanceof ScanError) throw error;
      throw new ScanError('USAGE', `${nameOf(path, root)} cannot be read: ${errorLine(error)}.`, {
        hint: 'Check its name; it is sought from the folder that the run began in.',
        cause: error,
      });
    }
  }
  return files;
}

/** Those of the files that are there. */
export async function readExisting(names: readonly string[], root: string): Promise<readonly TextFile[]> {
  const there = await Promise.all(
    names.map(
      async (name) =>
        await stat(join(root, name)).then(
          () => [join(root, name)],
          () => [],
        ),
    ),
  );
  return await readFiles(there.flat(), root);
}

/** Reads a file by what its text means. Throws `USAGE` where it means nothing. */
export function readAs<Meaning>({ name, text }: TextFile, parse: (name: string, text: string) => Meaning): Meaning {
  try {
    return parse(name, text);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new ScanError('USAGE', `${name} cannot be used: ${error.message}.`, {
      hint: 'Mend the file, or leave it out.',
      cause: error,
    });
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && /\.json$/i.test(entry.name)).map(({ name }) => name);
  if (names.length <= MOST_FILES) return names.sort().map((name) => join(folder, name));
  throw new ScanError('USAGE', `${folder} holds more than ${MOST_FILES} files.`, { hint: 'Name the files that are meant.' });
}

async function readText(path: string, root: string): Promise<TextFile> {
  const { size } = await stat(path);
  if (size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
  return { name: nameOf(path, root), text: await readFile(path, 'utf8') };
}

function nameOf(path: string, root: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') || inside === '' ? path : inside;
}
