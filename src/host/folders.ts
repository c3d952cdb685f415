import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { formatPlatform } from '../model/platform.ts';
import { formatReference } from '../model/reference.ts';
import type { ScanRequest } from '../model/request.ts';

/** Where files are kept between runs: the runner's tool cache, else https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  if (environment['RUNNER_TOOL_CACHE']) return environment['RUNNER_TOOL_CACHE'];
  const configured = environment['XDG_CACHE_HOME'] ?? '';
  // The specification says to ignore a relative path.
  return join(isAbsolute(configured) ? configured : join(homedir(), '.cache'), 'hullcheck');
}

/** Where files of this run alone are: the runner's temporary folder, else the system's. */
export function temporaryFolder(environment: NodeJS.ProcessEnv): string {
  return environment['RUNNER_TEMP'] || tmpdir();
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  table: 'txt',
  markdown: 'md',
  cyclonedx: 'cdx.json',
  spdx: 'spdx.json',
  clair: 'clair.json',
  quay: 'quay.json',
  gitlab: 'gitlab.json',
  junit: 'xml',
};
const LONGEST_NAME = 150;

/** Where a report of the Action goes when nobody says: a file whose name tells the image and the platform that was asked for. */
export function defaultOutput(
  { target, platform }: Pick<ScanRequest, 'target' | 'platform'>,
  format: string,
  environment: NodeJS.ProcessEnv,
): string {
  const image = target.kind === 'registry' ? formatReference(target.reference) : basename(target.path);
  const whole = [image, ...(platform === undefined ? [] : [formatPlatform(platform)])].join('_');
  const name = whole.replace(/[^A-Za-z0-9._-]+/g, '_');
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 12);
  const short = name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}_${digest}`;
  return join(temporaryFolder(environment), 'hullcheck', `${short}.${EXTENSIONS[format] ?? format}`);
}
