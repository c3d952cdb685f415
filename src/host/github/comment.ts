import type { Log } from '../../model/log.ts';
import type { Api, Reply } from './api.ts';
import type { GithubContext } from './context.ts';
import { fieldOf, isNumber } from './json.ts';

/** What became of a comment. */
export type Comment =
  | { readonly kind: 'written'; readonly url?: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** There was nothing to say. */
  | { readonly kind: 'silent' };

export interface CommentRequest {
  /** Of `markerOf`. */
  readonly marker: string;
  /** Markdown in which nothing is from outside that is not escaped. */
  readonly markdown: string;
  /** Whether a clean report is told of as well where no comment is to be cleared. */
  readonly when: 'always' | 'on-findings';
  /** Whether anything was found, or could not be judged. */
  readonly findings: boolean;
}

/** A comment of GitHub's own limit would be 65,536 characters: https://github.com/orgs/community/discussions/27190 */
const LONGEST = 60_000;
const PAGE = 100;
const MOST_PAGES = 30;
/** Who may write in the repository already. Anybody may post a comment with our marker, and would own what we write into it. */
const TRUSTED = new Set<unknown>(['OWNER', 'MEMBER', 'COLLABORATOR']);

/**
 * Comments on the run's pull request, in the place of what the job said of this image before. Throws nothing: a token that may only read,
 * as that of a fork, is a reason. https://docs.github.com/en/rest/issues/comments
 */
export async function writeComment(request: CommentRequest, context: GithubContext | undefined, api: Api): Promise<Comment> {
  if (context?.pullRequest === undefined) return { kind: 'refused', reason: 'the run belongs to no pull request' };
  if (context.token === undefined) return { kind: 'refused', reason: 'there is no token; check the input "github-token"' };
  return await replace(request, { context, number: context.pullRequest.number, api });
}

interface Thread {
  readonly context: GithubContext;
  /** The pull request's. */
  readonly number: number;
  readonly api: Api;
}

async function replace(request: CommentRequest, { context, number, api }: Thread): Promise<Comment> {
  const found = await findOwn(request.marker, number, api);
  if ('reason' in found) return { kind: 'refused', reason: withAdvice(found, context) };
  if (found.id === undefined && request.when === 'on-findings' && !request.findings) return { kind: 'silent' };
  const body = bodyOf(request, context);
  // An answer that was lost may have been a comment, and two are worse than none: only an edit is repeated.
  const reply = await api(
    found.id === undefined
      ? { method: 'POST', path: `/issues/${number}/comments`, body: { body }, repeatable: false }
      : { method: 'PATCH', path: `/issues/comments/${found.id}`, body: { body }, repeatable: true },
  );
  if (reply.kind === 'refused') return { kind: 'refused', reason: withAdvice(reply, context) };
  const url = addressOf(reply.json);
  return { kind: 'written', ...(url === undefined ? {} : { url }) };
}

/** Says in the log what became of it. */
export function tellComment(comment: Comment, log: Pick<Log, 'info' | 'notice'>): void {
  if (comment.kind === 'written')
    log.info(`The pull request has a comment${comment.url === undefined ? '' : `: ${comment.url}`}`);
  if (comment.kind === 'refused') log.notice(`The pull request was not commented on: ${comment.reason}.`);
}

/** The comment with its marker, and a way to the whole report; cut at the end of a paragraph where it is too long. */
export function bodyOf({ marker, markdown }: Pick<CommentRequest, 'marker' | 'markdown'>, { runUrl }: GithubContext): string {
  const footer = `[The whole report](<${runUrl}>)`;
  const room = LONGEST - marker.length - footer.length - 200;
  if (markdown.length <= room) return `${marker}\n${markdown.trimEnd()}\n\n${footer}\n`;
  const end = markdown.lastIndexOf('\n', room);
  const kept = end === -1 ? '' : markdown.slice(0, end);
  const folds = kept.split('<details>').length - kept.split('</details>').length;
  const closed = `${kept}\n\n${'</details>\n\n'.repeat(Math.min(10, Math.max(0, folds)))}`;
  return `${marker}\n${closed}The rest had no room here. ${footer}\n`;
}

type Refused = Extract<Reply, { readonly kind: 'refused' }>;

/** Looks through the pull request's comments, the oldest first, for the one of this marker. */
async function findOwn(marker: string, number: number, api: Api): Promise<{ readonly id?: number } | Refused> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const path = `/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
    const reply = await api({ method: 'GET', path, repeatable: true });
    if (reply.kind === 'refused') return reply;
    if (!Array.isArray(reply.json)) return { kind: 'refused', reason: 'GitHub answered something that is no list of comments' };
    const own = reply.json.map((entry: unknown) => idOf(entry, marker)).find((id) => id !== undefined);
    if (own !== undefined) return { id: own };
    if (reply.json.length < PAGE) return {};
  }
  return {};
}

function idOf(entry: unknown, marker: string): number | undefined {
  const [id, body] = [fieldOf(entry, 'id'), fieldOf(entry, 'body')];
  const trusted = fieldOf(fieldOf(entry, 'user'), 'type') === 'Bot' || TRUSTED.has(fieldOf(entry, 'author_association'));
  return trusted && isNumber(id) && typeof body === 'string' && body.startsWith(marker) ? id : undefined;
}

function withAdvice({ reason, status }: Refused, { pullRequest }: GithubContext): string {
  if (status !== 403 && status !== 404) return reason;
  if (pullRequest?.fork) return `${reason}; a pull request from a fork has a token that may only read`;
  return `${reason}; give the job "pull-requests: write"`;
}

function addressOf(json: unknown): string | undefined {
  const url = URL.parse(String(fieldOf(json, 'html_url')));
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined;
}
