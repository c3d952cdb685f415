import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../model/clock.ts';
import type { Log } from '../../model/log.ts';
import { printable, shorten } from '../../model/text.ts';
import { TOOL } from '../../model/tool.ts';
import type { Api } from './api.ts';
import type { GithubContext } from './context.ts';
import { fieldOf, listOf } from './json.ts';
import { ADVICE } from './refusal.ts';

/** What became of an upload. */
export type Upload =
  /** `processed` is false where code scanning was not done with it when we stopped asking. */
  | { readonly kind: 'uploaded'; readonly id: string; readonly processed: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Whether a report is uploaded in any case, or where that is possible: then it costs a notice at most. */
export type UploadMode = 'true' | 'auto';

export interface UploadPorts {
  readonly api: Api;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

/** Bytes. https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads/file-too-large */
const LARGEST = 10 * 1024 * 1024;
/** Milliseconds between the questions whether it is processed. */
const PAUSES = [2000, 4000, 8000, 16_000] as const;

const compress = promisify(gzip);

/**
 * Hands the report to code scanning, and asks a few times whether it could be read. Throws nothing: whatever goes wrong is a reason.
 * An upload replaces all alerts of its category, so the report of a scan that failed is never sent: it would close them.
 * https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
 */
export async function uploadSarif(
  sarif: string,
  context: GithubContext | undefined,
  { api, clock, signal }: UploadPorts,
): Promise<Upload> {
  const obstacle = obstacleTo(sarif, context);
  if (obstacle !== undefined || context === undefined) return { kind: 'skipped', reason: obstacle ?? NO_RUN };
  const zipped = await compress(sarif);
  if (zipped.length > LARGEST) return { kind: 'refused', reason: `the report has ${zipped.length} bytes; ${ADVICE[413]}` };
  const reply = await api({
    method: 'POST',
    path: '/code-scanning/sarifs',
    body: { commit_sha: context.sha, ref: context.ref, sarif: zipped.toString('base64'), tool_name: TOOL.name },
    // The same report of the same commit replaces itself.
    repeatable: true,
  });
  if (reply.kind === 'refused') return { kind: 'refused', reason: advised(reply.reason, reply.status) };
  const id = fieldOf(reply.json, 'id');
  if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) {
    return { kind: 'refused', reason: 'GitHub answered something that is no receipt for an upload' };
  }
  return await processed(id, { api, clock, signal });
}

/** Says in the log what became of it. Never an error: the scan itself went well. */
export function tellUpload(upload: Upload, mode: UploadMode, log: Pick<Log, 'info' | 'notice' | 'warning'>): void {
  if (upload.kind === 'uploaded') {
    log.info(`Code scanning has the report${upload.processed ? '' : ' and is still reading it'} (${upload.id}).`);
    return;
  }
  const line = `The report was not uploaded to code scanning: ${upload.reason}.`;
  if (mode === 'auto') log.notice(line);
  else log.warning(line);
}

const NO_RUN = 'this is not a workflow run on GitHub';

function obstacleTo(sarif: string, context: GithubContext | undefined): string | undefined {
  if (context === undefined) return NO_RUN;
  if (context.token === undefined) return 'there is no token; check the input "github-token"';
  // Such a run stands on the base branch, whose alerts it would replace by those of the pull request.
  if (context.event === 'pull_request_target') return 'a pull_request_target run would replace the alerts of the base branch';
  return succeeded(sarif) ? undefined : 'the scan did not succeed, and an upload would close its alerts';
}

function succeeded(sarif: string): boolean {
  try {
    const runs = listOf(fieldOf(JSON.parse(sarif), 'runs'));
    const invocations = runs.flatMap((run) => listOf(fieldOf(run, 'invocations')));
    return runs.length > 0 && invocations.every((invocation) => fieldOf(invocation, 'executionSuccessful') !== false);
  } catch {
    return false;
  }
}

async function processed(id: string, { api, clock, signal }: UploadPorts): Promise<Upload> {
  for (const pause of PAUSES) {
    try {
      await clock.sleep(pause, signal);
    } catch {
      break;
    }
    const reply = await api({ method: 'GET', path: `/code-scanning/sarifs/${id}`, repeatable: true });
    // Until it is known everywhere it is not found. It was taken; that nobody can say more is no failure.
    if (reply.kind === 'refused' && reply.status !== 404) break;
    const status = reply.kind === 'refused' ? undefined : fieldOf(reply.json, 'processing_status');
    if (status === 'complete') return { kind: 'uploaded', id, processed: true };
    if (status === 'failed') return { kind: 'refused', reason: faultsOf(reply.kind === 'refused' ? undefined : reply.json) };
  }
  return { kind: 'uploaded', id, processed: false };
}

function faultsOf(json: unknown): string {
  const told = listOf(fieldOf(json, 'errors'))
    .filter((error) => typeof error === 'string')
    .slice(0, 3);
  return shorten(printable(`code scanning could not process it: ${told.join('; ') || 'it did not say why'}`), 400);
}

function advised(reason: string, status: number | undefined): string {
  const advice = status === undefined ? undefined : ADVICE[status];
  return advice === undefined ? reason : `${reason}; ${advice}`;
}
