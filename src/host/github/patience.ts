import type { ExchangeAnswer } from './exchange.ts';

/**
 * Whether GitHub turned a request away because there were too many: by 429, or by a 403 that says when to come back.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function isRateLimit({ status, headers }: Pick<ExchangeAnswer, 'status' | 'headers'>): boolean {
  if (status === 429) return true;
  return status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0');
}

/** Milliseconds that it asks to be left alone for; undefined where it does not tell. `now` is in milliseconds since the epoch. */
export function waitOf({ headers }: Pick<ExchangeAnswer, 'headers'>, now: number): number | undefined {
  const after = headers['retry-after']?.trim();
  if (after !== undefined && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = after === undefined ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = headers['x-ratelimit-remaining'] === '0' ? headers['x-ratelimit-reset']?.trim() : undefined;
  return reset !== undefined && /^\d{1,12}$/.test(reset) ? Math.max(0, Number(reset) * 1000 - now) : undefined;
}
