import * as v from 'valibot';
import type { Clock } from '../model/clock.ts';
import type { Digest } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import type { Reference } from '../model/reference.ts';
import { TransientError } from './attempt.ts';
import { describe, errorText, failureOf } from './status.ts';
import type { Answer } from './transport.ts';

export interface OciErrorOptions {
  readonly reference: Reference;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
const ERRORS = v.object({ errors: v.array(v.object({ code: v.string() })) });
/** Statuses that mean what the error code in the body says. */
const TOLD_BY_CODE = new Set([400, 401, 403, 404]);

/** Why there is no manifest: by the error code, whatever the body calls itself, and by the status where there is none. */
export async function manifestError(answer: Answer, name: string, options: OciErrorOptions): Promise<Error> {
  const { reference } = options;
  const wanted = `${reference.repository} (${name})`;
  if (!TOLD_BY_CODE.has(answer.status)) return withHubsHint(await failureOf(answer, wanted, options), answer.status, reference);
  const text = await errorText(answer, options.signal);
  const codes = codesOf(text);
  if ([401, 403].includes(answer.status) || codes.has('DENIED') || codes.has('UNAUTHORIZED')) return denied(text, reference);
  if (answer.status === 404 || codes.has('NAME_UNKNOWN') || codes.has('MANIFEST_UNKNOWN')) {
    const { repository, registry } = reference;
    const missing = codes.has('NAME_UNKNOWN') ? `repository ${repository}` : `${name} of ${repository}`;
    return new ScanError('IMAGE_NOT_FOUND', `There is no ${missing} in ${registry}.`, {
      hint: 'Check the spelling; for a private image, give credentials.',
    });
  }
  return new ScanError(
    'REGISTRY_REFUSED',
    `${answer.url.host} answered ${answer.status} while asked for ${wanted}${said(text)}.`,
  );
}

/** Why there is no blob. One that the registry does not have is told apart: some layers are kept elsewhere on purpose. */
export async function blobError(answer: Answer, digest: Digest, options: OciErrorOptions): Promise<Error> {
  if (answer.status === 401 || answer.status === 403) return denied(await errorText(answer, options.signal), options.reference);
  if (answer.status !== 404) return await failureOf(answer, `the blob ${digest}`, options);
  const text = await errorText(answer, options.signal);
  return new ScanError('BLOB_NOT_FOUND', `${answer.url.host} answered 404 for the blob ${digest}${said(text)}.`, {
    hint: 'The registry has lost a part of the image: push it again.',
  });
}

function codesOf(text: string): ReadonlySet<string> {
  try {
    const result = v.safeParse(ERRORS, JSON.parse(text));
    return new Set(result.success ? result.output.errors.map(({ code }) => code.toUpperCase()) : []);
  } catch {
    return new Set();
  }
}

function said(text: string): string {
  const words = describe(text);
  return words === '' ? '' : ` (${words})`;
}

function denied(text: string, { registry, repository }: Reference): ScanError {
  return new ScanError('UNAUTHORIZED', `${registry} does not let these credentials pull ${repository}${said(text)}.`, {
    hint: 'Check registry-username and registry-password, and that they may read this repository.',
  });
}

/** Docker Hub counts what is asked for without an account by address, and runners share theirs. */
function withHubsHint(failure: Error, status: number, { registry }: Reference): Error {
  if (status !== 429 || registry !== 'docker.io' || !(failure instanceof TransientError)) return failure;
  const { code, message } = failure.outcome;
  const hint = 'Docker Hub allows more to those who log in: give registry-username and registry-password, or run "docker login".';
  return new TransientError(failure.reason, new ScanError(code, message, { hint }), failure.retryAfter);
}
