import type { Alert } from './alert.ts';

/** How many of a report's alerts a file holds, worst first, and whether its rules are told in Markdown as well. */
export interface Extent {
  readonly alerts: readonly Alert[];
  /** How many alerts there are, with those that are left out. */
  readonly of: number;
  readonly markdown: boolean;
}
