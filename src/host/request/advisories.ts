import type { AdvisoryRequest, DatabaseRequest } from '../../model/request.ts';
import { AGE, BASE_URL, DATABASE_URL, FEED_URLS, oneOf, SWITCH } from '../values.ts';
import { type Given, pathOf, type Take } from './given.ts';

/** Reads where advisories come from. A file wins over an address, as in clair-action. Throws `USAGE`. */
export function parseAdvisories(given: Given, take: Take): AdvisoryRequest {
  const maxAge = take('db-max-age', AGE);
  const path = pathOf(given('db-file'));
  const url = given('db-file-url') ? take('db-file-url', DATABASE_URL) : undefined;
  const database: DatabaseRequest | undefined =
    path !== undefined ? { kind: 'file', path } : url === undefined ? undefined : { kind: 'url', url };
  return {
    osvUrl: take('osv-url', BASE_URL),
    feedUrls: take('feed-urls', FEED_URLS),
    ...(take('advisories', oneOf(['export', 'api'])) === 'api' ? { apiUrl: take('osv-api-url', BASE_URL) } : {}),
    ...(database === undefined ? {} : { database }),
    ...(maxAge === 0 ? {} : { maxAge }),
    kernelHeaders: take('kernel-headers', SWITCH),
  };
}
