import { JAVA_ARCHIVES } from '../../../src/ecosystems/java/reader.ts';
import type { FileContent } from '../../../src/model/inventory.ts';

export const PATH = 'app/outer.jar';

/** What the reader makes of an archive that arrives in pieces of so many bytes. */
export function read(bytes: Uint8Array, { path = PATH, piece = 64 * 1024 } = {}): FileContent | undefined {
  const stream = JAVA_ARCHIVES.begin({ path, size: bytes.length });
  for (let at = 0; at < bytes.length; at += piece) {
    // A copy, destroyed after the call: the reader may keep nothing of what it is handed.
    const chunk = Uint8Array.from(bytes.subarray(at, at + piece));
    const goesOn = stream.write(chunk);
    chunk.fill(0xee);
    if (!goesOn) break;
  }
  return stream.end();
}

/** The names and versions in an archive, as `group:artifact@version`. */
export function packagesIn(bytes: Uint8Array, path?: string): readonly string[] {
  const content = read(bytes, path === undefined ? {} : { path });
  return (content?.packages ?? []).map(({ name, version }) => `${name}@${version}`);
}
