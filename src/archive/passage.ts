/** A way through bytes, forward only, one step at a time. Whoever opens one releases it. */
export interface Passage {
  /** Where the next step begins, in bytes. */
  readonly position: number;
  /** Goes forward to a place, or to the end where that comes first. */
  advance(to: number, signal: AbortSignal): Promise<void>;
  /** The bytes that come next, at most so many; none at the end. They are the caller's to keep. */
  read(most: number): Promise<Buffer>;
  /** Lets go of it. May be called twice. */
  release(): void;
}

/** Bytes that can be entered anywhere. */
export interface Volume extends AsyncDisposable {
  /** Bytes in all; undefined where only reading can tell. */
  readonly size: number | undefined;
  /** A way that begins at a place. */
  open(offset: number, signal: AbortSignal): Promise<Passage>;
}

/** A way through bytes that are held in memory. */
export function memoryPassage(bytes: Buffer, offset: number): Passage {
  let position = offset;
  return {
    get position() {
      return position;
    },
    advance: (to) => {
      position = Math.min(Math.max(position, to), bytes.length);
      return Promise.resolve();
    },
    read: (most) => {
      const piece = bytes.subarray(position, position + most);
      position += piece.length;
      return Promise.resolve(piece);
    },
    release: () => undefined,
  };
}

/** So many bytes in one piece, or fewer where the end comes first. */
export async function take(passage: Passage, length: number): Promise<Buffer> {
  const first = await passage.read(length);
  const pieces = [first];
  for (let have = first.length; have < length; ) {
    const piece = await passage.read(length - have);
    if (piece.length === 0) break;
    pieces.push(piece);
    have += piece.length;
  }
  return pieces.length === 1 ? first : Buffer.concat(pieces);
}
