import type { Entry } from './tar-header.ts';

/** Takes what is wanted out of a tar stream. */
export interface TarVisitor {
  /** Called for each entry. What it returns is given the entry's bytes; undefined skips them, and they are never copied. */
  entry(entry: Entry): EntryWriter | undefined;
}

export interface EntryWriter {
  /** Takes bytes that are only valid during the call. */
  write(bytes: Uint8Array): void;
  end(): void;
}
