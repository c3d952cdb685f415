import { gzipSync } from 'node:zlib';
import type { Report } from '../../model/report.ts';
import { jsonText } from '../content/json.ts';
import { alertsOf } from './alert.ts';
import { logOf } from './log.ts';

/** GitHub shows so many results of a run; which ones of more it shows is not for us to choose, so the file holds no more. */
const MOST_RESULTS = 5000;
/** GitHub takes 10 MB of gzip; the rest is for whoever compresses less well. */
const MOST_BYTES = 9_500_000;

/** How many results a file holds, and of how many. */
export interface Truncation {
  readonly results: number;
  readonly of: number;
}

/** The file as GitHub takes it, and what had to be left out for that. */
export interface Fitted {
  readonly text: string;
  readonly truncation?: Truncation;
}

/** Writes as much of a report as GitHub takes: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads */
export function fitted(report: Report): Fitted {
  const alerts = alertsOf(report);
  const of = alerts.length;
  let results = Math.min(of, MOST_RESULTS);
  let markdown = true;
  for (;;) {
    const text = jsonText(logOf(report, { alerts: alerts.slice(0, results), of, markdown }));
    if (fits(text) || results === 0) return { text, ...(results < of ? { truncation: { results, of } } : {}) };
    // The prose goes first, then the least of the results.
    if (markdown) markdown = false;
    else results = Math.floor(results / 2);
  }
}

/** What code scanning will not be told of a report, because it takes no more; undefined where it is told everything. */
export function truncationOf(report: Report): Truncation | undefined {
  return fitted(report).truncation;
}

function fits(text: string): boolean {
  // Gzip never adds what matters here, so a text that is small enough as it is need not be compressed to know.
  return Buffer.byteLength(text) < MOST_BYTES || gzipSync(text).length < MOST_BYTES;
}
