import type { Log } from '../../src/model/log.ts';

export interface RecordedLog extends Log {
  /** `warning: The disk is full.`, in order. */
  readonly lines: readonly string[];
}

/** A log that a test can read. */
export function recordedLog(): RecordedLog {
  const lines: string[] = [];
  return {
    lines,
    info: (line) => void lines.push(`info: ${line}`),
    notice: (line) => void lines.push(`notice: ${line}`),
    warning: (line) => void lines.push(`warning: ${line}`),
    secret: () => undefined,
    group: (_, work) => work(),
    progress: () => undefined,
  };
}
