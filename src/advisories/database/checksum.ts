import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * The SHA-256 that a `.sha256` file gives for a name: as sha256sum writes it, or the digits alone. Throws an Error where it gives none.
 * https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export function readChecksum(text: string, name: string): string {
  const lines = text.split(/\r?\n/).map(parseLine);
  const digests = lines.filter((line) => line !== undefined);
  const [only, ...others] = digests;
  const named = digests.find((line) => line.name.split('/').at(-1) === name);
  const found = named ?? (others.length === 0 ? only : undefined);
  if (found === undefined) throw new Error(`it has no SHA-256 for ${name}`);
  return found.digest;
}

interface ChecksumLine {
  readonly digest: string;
  readonly name: string;
}

function parseLine(line: string): ChecksumLine | undefined {
  const { digest, name = '' } = /^(?:sha256:)?(?<digest>[0-9a-f]{64})(?: [ *](?<name>.+))?\s*$/i.exec(line)?.groups ?? {};
  return digest === undefined ? undefined : { digest: digest.toLowerCase(), name: name.trim() };
}

/** The SHA-256 of a file, in lower-case digits. */
export async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
