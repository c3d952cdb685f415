import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real root filesystems, databases and version lists beside the repository, which not every machine has. */
const SHARED = join(import.meta.dirname, '../../../shared/data');

/** Where a shared file lies. */
export function shared(path: string): string {
  return join(SHARED, path);
}

/** Why a test must be skipped, or false: it needs these shared files, and these tools. */
export function lacking(needs: { readonly files?: readonly string[]; readonly tools?: readonly string[] }): string | false {
  const file = needs.files?.find((path) => !existsSync(shared(path)));
  if (file !== undefined) return `shared data is not here: ${file}`;
  const tool = needs.tools?.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0);
  return tool === undefined ? false : `${tool} is not here`;
}

/** Unpacks some paths of a shared archive into a folder of its own, which it returns. */
export function unpack(archive: string, paths: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-ecosystems-'));
  execFileSync('tar', ['-xzf', shared(archive), '-C', folder, ...paths], { stdio: 'ignore' });
  return folder;
}
