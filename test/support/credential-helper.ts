import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from './folder.ts';

/** A folder of credential helpers that are shell scripts: `{ name: script }`. They find the shell's own programs and each other. */
export async function helperFolder(
  scripts: Readonly<Record<string, string>>,
): Promise<TemporaryFolder & { readonly environment: Readonly<Record<string, string>> }> {
  const folder = await temporaryFolder();
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(folder.path, `docker-credential-${name}`);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
  }
  return { ...folder, environment: { PATH: `${folder.path}:/usr/bin:/bin`, HOME: folder.path } };
}

/** Why tests with such helpers are skipped: there is no shell to run them. */
export const NO_SHELL = process.platform === 'win32' && 'the helpers are shell scripts';

/** A helper that answers always the same. */
export function answering(username: string, secret: string): string {
  return `echo '${JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret })}'`;
}
