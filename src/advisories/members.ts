import { TarReader } from '../tar/tar.ts';
import type { Entry } from '../tar/tar-header.ts';

/** A file of a tar, whole; or why it could not be had. */
export type TarMember = { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly fault: string };

export interface MemberChoice {
  /** Whether the file at this path is wanted: the others are passed over, and take no memory. */
  wants(path: string): boolean;
  /** The most bytes of one file. */
  readonly largest: number;
}

/** The wanted files of a tar, one after the other. Throws an Error where it is none, or ends too early. */
export async function* membersOf(chunks: AsyncIterable<Uint8Array>, choice: MemberChoice): AsyncGenerator<TarMember> {
  let whole: TarMember[] = [];
  const reader = new TarReader({
    entry: ({ path: name, type, size, unreadable }: Entry) => {
      if (type !== 'file' || !choice.wants(name)) return undefined;
      const fault = unreadable ?? (size > choice.largest ? `it is ${String(size)} bytes long` : undefined);
      if (fault !== undefined) {
        whole.push({ name, fault });
        return undefined;
      }
      const pieces: Buffer[] = [];
      return {
        write: (bytes) => void pieces.push(Buffer.from(bytes)),
        end: () => void whole.push({ name, bytes: Buffer.concat(pieces) }),
      };
    },
  });
  for await (const chunk of chunks) {
    reader.push(chunk);
    yield* whole;
    whole = [];
  }
  reader.end();
}
