import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ScanError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { parseReference } from '../model/reference.ts';
import type { Credentials, ScanRequest, Target } from '../model/request.ts';
import { labelOf, OPTIONS, type OptionName, type Source } from './options.ts';
import { BASE_URL, HOSTS, type Kind, MIRRORS, oneOf, PLATFORM, TIME_SPAN, wholeNumber } from './values.ts';

/** The value that was given for an option; undefined or empty where none was. */
export type Given = (name: OptionName) => string | undefined;

export interface RequestContext {
  readonly source: Source;
  /** The formats that a report can be written in. */
  readonly formats: readonly string[];
}

/** Reads what is asked of a scan. Throws `USAGE`, which names the option and what it takes, or `REFERENCE_INVALID`. */
export function parseRequest(given: Given, { source, formats }: RequestContext): ScanRequest {
  const take = <Value>(name: OptionName, kind: Kind<Value>): Value => parseOption(given, { name, kind, source });
  const target = parseTarget(given, source);
  const platform = given('platform') ? take('platform', PLATFORM) : undefined;
  const credentials = parseCredentials(given, source);
  const dockerConfigDir = given('docker-config-dir');
  const githubToken = given('github-token');
  const caFile = given('ca-file');
  const output = given('output');
  const timeout = take('timeout', TIME_SPAN);
  return {
    target,
    ...(platform === undefined ? {} : { platform }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(dockerConfigDir ? { dockerConfigDir: parsePath(dockerConfigDir) } : {}),
    ...(githubToken ? { githubToken } : {}),
    ...(caFile ? { caFile: parsePath(caFile) } : {}),
    insecureRegistries: take('insecure-registries', HOSTS),
    registryMirrors: take('registry-mirrors', MIRRORS),
    osvUrl: take('osv-url', BASE_URL),
    format: take('format', oneOf(formats)),
    ...(output && !(output === '-' && source === 'command line') ? { output: parsePath(output) } : {}),
    returnCode: take('return-code', wholeNumber(0, 255)),
    maxConcurrentLayers: take('max-concurrent-layers', wholeNumber(1, 64)),
    ...(timeout === 0 ? {} : { timeout }),
  };
}

/** Reads one option, or its fallback where it was not given. Throws `USAGE`, which names the option and what it takes. */
export function parseOption<Value>(
  given: Given,
  { name, kind, source }: { readonly name: OptionName; readonly kind: Kind<Value>; readonly source: Source },
): Value {
  const text = given(name) || (OPTIONS.find((option) => option.name === name)?.fallback[source] ?? '');
  const value = kind.parse(text);
  if (value !== undefined) return value;
  throw new ScanError('USAGE', sentence(`${labelOf(name, source)} cannot be "${text}".`), { hint: `It takes ${kind.accepts}.` });
}

/** A reference wins over a path, as in clair-action. */
function parseTarget(given: Given, source: Source): Target {
  const text = given('image-ref');
  if (text) return { kind: 'registry', reference: parseReference(text), text };
  const path = given('image-path');
  if (path) return { kind: 'archive', path: parsePath(path) };
  const hint = `It takes [registry/]repository[:tag][@digest], as in ghcr.io/acme/shop:1.4; ${labelOf('image-path', source)} takes an image on disk.`;
  throw new ScanError('USAGE', sentence(`${labelOf('image-ref', source)} is missing: there is no image to scan.`), { hint });
}

function parseCredentials(given: Given, source: Source): Credentials | undefined {
  const username = given('registry-username');
  const password = given('registry-password');
  if (username && password) return { username, password };
  if (!username && !password) return undefined;
  const [there, missing] = username
    ? (['registry-username', 'registry-password'] as const)
    : (['registry-password', 'registry-username'] as const);
  throw new ScanError('USAGE', sentence(`${labelOf(there, source)} is given, but ${labelOf(missing, source)} is empty.`), {
    hint: 'Give both, or neither. In a workflow, a secret that does not exist is empty, and a fork gets no secrets.',
  });
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

/** A path made absolute. `~` is expanded here because a workflow file has no shell that would. */
function parsePath(text: string): string {
  return /^~(?:[/\\]|$)/.test(text) ? join(homedir(), text.slice(1)) : resolve(text);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
