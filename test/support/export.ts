import { readFile } from 'node:fs/promises';
import { type OsvServer, osvServer } from './osv.ts';
import { shared } from './machine.ts';

/** Serves these feeds of the shared OSV export as they are. */
export async function sharedExport(...folders: readonly string[]): Promise<OsvServer> {
  const feeds = await Promise.all(
    folders.map(async (folder) => [folder, await readFile(shared(`osv/${folder}/all.zip`))] as const),
  );
  return await osvServer(Object.fromEntries(feeds));
}
