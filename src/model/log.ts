import type { Layer } from './image.ts';

/** Where a run tells people what it does. Every implementation makes the text printable and masks what `secret` was told. */
export interface Log {
  info(line: string): void;
  /** Something worth a look that does not change the result. */
  notice(line: string): void;
  /** Something that makes the result weaker. */
  warning(line: string): void;
  /** Must never be shown, in no form. */
  secret(value: string): void;
  /** Runs `work` under a heading. */
  group<Result>(heading: string, work: () => Promise<Result>): Promise<Result>;
  /** How one layer stands. Called often; an implementation shows what its reader can bear. */
  progress(event: LayerProgress): void;
}

export interface LayerProgress {
  readonly layer: Layer;
  /** How many layers the image has. */
  readonly of: number;
  readonly state: 'fetching' | 'resuming' | 'done';
  /** Compressed bytes so far. */
  readonly bytes: number;
}
