/** Time as the program sees it, so that tests can own it. */
export interface Clock {
  /** Milliseconds on a monotonic clock: for durations and deadlines. */
  now(): number;
  /** Milliseconds since the epoch: for timestamps. */
  wall(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `action` after so many milliseconds, unless the returned function is called before. Never keeps a process alive. */
  after(milliseconds: number, action: () => void): () => void;
}
