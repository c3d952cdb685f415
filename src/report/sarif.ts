import { gzipSync } from 'node:zlib';
import type { Report } from '../model/report.ts';
import { jsonText } from './content/json.ts';
import type { Format } from './format.ts';
import { alertsOf } from './sarif/alert.ts';
import { logOf } from './sarif/log.ts';

/** GitHub shows so many results of a run; which ones of more it shows is not for us to choose, so the file holds no more. */
const MOST_RESULTS = 5000;
/** GitHub takes 10 MB of gzip; the rest is for whoever compresses less well. */
const MOST_BYTES = 9_500_000;

/** SARIF 2.1.0 as GitHub code scanning wants it. One alert is one vulnerability in one source package. */
export const sarif: Format = {
  id: 'sarif',
  description: 'SARIF 2.1.0, for GitHub code scanning',
  render,
};

function render(report: Report): string {
  const alerts = alertsOf(report);
  let results = Math.min(alerts.length, MOST_RESULTS);
  let markdown = true;
  for (;;) {
    const text = jsonText(logOf(report, { alerts: alerts.slice(0, results), of: alerts.length, markdown }));
    if (fits(text) || results === 0) return text;
    // The prose goes first, then the least of the results.
    if (markdown) markdown = false;
    else results = Math.floor(results / 2);
  }
}

function fits(text: string): boolean {
  // Gzip never adds what matters here, so a text that is small enough as it is need not be compressed to know.
  return Buffer.byteLength(text) < MOST_BYTES || gzipSync(text).length < MOST_BYTES;
}
