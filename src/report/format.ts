import type { Report } from '../model/report.ts';

/** A form that a report can be written in. */
export interface Format {
  /** The name in `format: …` and `--format …`. */
  readonly id: string;
  /** One line for `--help` and the README. */
  readonly description: string;
  /** The whole file, ending in a line feed. */
  render(report: Report): string;
}
