import type { Descriptor } from './image.ts';

/** The bytes of one answer. `start` is where in the blob they begin. Whoever takes a body reads it to its end or cancels it. */
export interface BlobBody {
  readonly start: number;
  /** The byte after the last one that it holds, where the answer tells; before the blob's end, the next part must be asked for. */
  readonly end?: number;
  /** How the bytes were encoded on their way (`gzip`), although nobody asked for it. */
  readonly encoding?: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly cancel: () => void;
}

/**
 * What a stable address led to, at one moment, for one attempt. It is used where it is made: never put in an array, a cache,
 * a log or an error, because a signed location dies within minutes.
 */
export type ResolvedBlob =
  | { readonly kind: 'direct'; readonly body: BlobBody }
  /** `deadline` is in milliseconds on the monotonic clock; undefined where the location does not tell. */
  | { readonly kind: 'redirected'; readonly location: URL; readonly deadline: number | undefined };

export interface ResolveOptions {
  /** The first byte wanted. */
  readonly offset: number;
  /** Tells caches on the way to ask again: the last location was dead on arrival. */
  readonly fresh?: boolean;
  readonly signal: AbortSignal;
}

/** A blob that can be fetched: its stable address lies behind `resolve`, which is asked again for each attempt. */
export interface BlobSource {
  readonly descriptor: Descriptor;
  resolve(at: ResolveOptions): Promise<ResolvedBlob>;
}

/** Where a download's bytes go. A restart begins a new sink; the old one is aborted. */
export interface BlobSink<Result> {
  /** Takes bytes, in order. A returned promise is the sink asking for time. */
  write(chunk: Uint8Array): Promise<void> | undefined | void;
  /** Called once, after size and digest were proven. */
  end(): Promise<Result>;
  /** Called instead of `end`: what was written must not count. */
  abort(): void;
}
