import { resolve } from 'node:path';
import { ScanError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { ConvertRequest, ScanRequest, UpdateRequest } from '../model/request.ts';
import { labelOf, type Source } from './options.ts';
import { parseAdvisories } from './request/advisories.ts';
import { type Given, pathOf, present, sentence, taker } from './request/given.ts';
import { parsePolicy } from './request/policy.ts';
import { parseReports, type RequestContext } from './request/reports.ts';
import { parseCredentials, parseTarget } from './request/target.ts';
import { BASE_URL, FEED_URLS, HOSTS, MIRRORS, PLATFORM, TIME_SPAN, WORDS, wholeNumber } from './values.ts';

/** Reads what is asked of a scan. Throws `USAGE`, which names the option and what it takes, or `REFERENCE_INVALID`. */
export function parseRequest(given: Given, { source, formats }: RequestContext): ScanRequest {
  const take = taker(given, source);
  const target = parseTarget(given, source);
  const platform = given('platform') ? take('platform', PLATFORM) : undefined;
  const credentials = parseCredentials(given, source);
  const timeout = take('timeout', TIME_SPAN);
  return {
    target,
    ...present({ imageName: given('image-name') }),
    ...(platform === undefined ? {} : { platform }),
    ...(credentials === undefined ? {} : { credentials }),
    ...present({ dockerConfigDir: pathOf(given('docker-config-dir')) }),
    ...present({ githubToken: given('github-token') }),
    ...present({ caFile: pathOf(given('ca-file')) }),
    insecureRegistries: take('insecure-registries', HOSTS),
    registryMirrors: take('registry-mirrors', MIRRORS),
    advisories: parseAdvisories(given, take),
    policy: parsePolicy(given, take),
    reports: parseReports(given, { source, formats }),
    source: { ...present({ dockerfile: pathOf(given('dockerfile')) }), ...present({ category: given('category') }) },
    maxConcurrentLayers: take('max-concurrent-layers', wholeNumber(1, 64)),
    ...(timeout === 0 ? {} : { timeout }),
  };
}

/** Reads what is asked of an update. Throws `USAGE`. */
export function parseUpdate(given: Given, source: Source): UpdateRequest {
  const take = taker(given, source);
  const file = pathOf(given('db-file'));
  if (file === undefined) {
    throw new ScanError('USAGE', sentence(`${labelOf('db-file', source)} is missing: there is no file to write.`), {
      hint: 'Name the file that the advisories go to; a name that ends in .zst is compressed.',
    });
  }
  const ecosystems = take('ecosystems', WORDS);
  const timeout = take('timeout', TIME_SPAN);
  return {
    file,
    osvUrl: take('osv-url', BASE_URL),
    feedUrls: take('feed-urls', FEED_URLS),
    ...(ecosystems.length === 0 ? {} : { ecosystems }),
    ...present({ clairConfig: pathOf(given('clair-config')) }),
    ...present({ caFile: pathOf(given('ca-file')) }),
    ...(timeout === 0 ? {} : { timeout }),
  };
}

/** Reads what is asked of a conversion of the report at this path. Throws `USAGE`. */
export function parseConvert(given: Given, path: string | undefined, context: RequestContext): ConvertRequest {
  if (path === undefined) {
    throw new ScanError('USAGE', 'There is no report to convert.', {
      hint: 'Run "hullcheck convert report.json --format sarif".',
    });
  }
  return { path: resolve(path), reports: parseReports(given, context) };
}

/** Hides what must not be shown before anything is said of it: the password, and with the name as a Basic header carries it. */
export function maskCredentials(given: Given, log: Pick<Log, 'secret'>): void {
  const username = given('registry-username');
  const password = given('registry-password');
  const token = given('github-token');
  if (token) log.secret(token);
  if (!password) return;
  log.secret(password);
  if (username) log.secret(`${username}:${password}`);
}
