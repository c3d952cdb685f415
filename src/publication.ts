import type { Connections } from './connections.ts';
import { annotate, annotationsOf } from './host/annotations.ts';
import { type Api, createApi } from './host/github/api.ts';
import { tellComment, writeComment } from './host/github/comment.ts';
import { type GithubContext, readContext } from './host/github/context.ts';
import { markerOf } from './host/github/marker.ts';
import { tellUpload, uploadSarif } from './host/github/upload.ts';
import type { PublicationInputs } from './host/request/publication.ts';
import type { Clock } from './model/clock.ts';
import type { Log } from './model/log.ts';
import type { Report } from './model/report.ts';
import { formatById } from './report/index.ts';

export interface PublicationPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly connections: Pick<Connections, 'exchange'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Publication {
  readonly sarifId?: string;
  readonly commentUrl?: string;
}

/** Shows the report where people look. All of it is as good as the token allows: what cannot be shown is told, and fails nothing. */
export async function publish(report: Report, request: PublicationInputs, ports: PublicationPorts): Promise<Publication> {
  const { environment, connections, clock, log, signal } = ports;
  if (request.annotations) annotate(annotationsOf(report));
  if (request.comment === 'false' && request.uploadSarif === 'false') return {};
  const context = await readContext(environment, request.token);
  if (context === undefined) {
    log.notice('This run is no job of a repository: nothing was uploaded, and no comment written.');
    return {};
  }
  const api = createApi({ exchange: async (asked) => await connections.exchange(asked), context, clock, signal });
  const place: Place = { context, api, ports };
  return { ...(await upload(report, request, place)), ...(await comment(report, request, place)) };
}

interface Place {
  readonly context: GithubContext;
  readonly api: Api;
  readonly ports: PublicationPorts;
}

async function upload(
  report: Report,
  { uploadSarif: mode }: PublicationInputs,
  { context, api, ports }: Place,
): Promise<Publication> {
  if (mode === 'false') return {};
  const { clock, log, signal } = ports;
  const uploaded = await uploadSarif(formatById('sarif').render(report), context, { api, clock, signal });
  tellUpload(uploaded, mode, log);
  return uploaded.kind === 'uploaded' ? { sarifId: uploaded.id } : {};
}

async function comment(
  report: Report,
  { comment: when }: PublicationInputs,
  { context, api, ports }: Place,
): Promise<Publication> {
  if (when === 'false') return {};
  const asked = {
    marker: markerOf(context, report.image),
    markdown: formatById('markdown').render(report),
    when: when === 'true' ? ('always' as const) : when,
    findings: report.findings.length > 0 || report.gaps.length > 0,
  };
  const written = await writeComment(asked, context, api);
  tellComment(written, ports.log);
  return 'url' in written && written.url !== undefined ? { commentUrl: written.url } : {};
}
