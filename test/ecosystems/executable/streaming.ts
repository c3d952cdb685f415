import type { FileContent, StreamReader } from '../../../src/model/inventory.ts';

/** What a reader makes of a file that comes in pieces of a size. */
export function read(
  reader: StreamReader,
  bytes: Uint8Array,
  size = bytes.length,
  path = 'usr/bin/program',
): FileContent | undefined {
  if (!reader.wants(path, bytes.length)) return undefined;
  const stream = reader.begin({ path, size: bytes.length });
  // A buffer of its own for the pieces, overwritten by each: bytes are only valid during the call.
  const piece = new Uint8Array(Math.max(1, size));
  for (let at = 0; at < bytes.length; at += size) {
    const length = Math.min(size, bytes.length - at);
    piece.set(bytes.subarray(at, at + length));
    if (!stream.write(piece.subarray(0, length))) break;
  }
  return stream.end();
}

/** `name version`, in order. */
export function packagesOf(content: FileContent | undefined): readonly string[] | undefined {
  return content?.packages.map(({ name, version }) => `${name} ${version}`);
}
