import { readFile, stat } from 'node:fs/promises';
import { isLoopback } from '../../model/reference.ts';
import { fieldOf, isNumber } from './json.ts';

/** What a workflow run knows of itself, as far as the API is asked about it. */
export interface GithubContext {
  /** Without a trailing slash: `https://api.github.com`, or `https://ghes.example/api/v3`. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that code scanning files the report under: of a pull request the merge commit. */
  readonly sha: string;
  /** `refs/heads/main`, or `refs/pull/7/merge`. */
  readonly ref: string;
  /** What set the run off: `push`, `pull_request`. */
  readonly event: string;
  readonly workflow: string;
  readonly job: string;
  /** The run's page. */
  readonly runUrl: string;
  readonly pullRequest?: PullRequest;
  readonly token?: string;
}

export interface PullRequest {
  readonly number: number;
  /** Whether it comes from another repository: then the token may only read. */
  readonly fork: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes. GitHub sends no event that is larger. */
const LARGEST_EVENT = 25 * 1024 * 1024;
const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const SHA = /^(?:[\da-f]{40}|[\da-f]{64})$/;
const PULL_REF = /^refs\/pull\/(\d{1,15})\/(?:merge|head)$/;

/**
 * Reads where this run stands; undefined outside of a workflow, and where what stands in the environment cannot be that of one.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export async function readContext(environment: Environment, token?: string): Promise<GithubContext | undefined> {
  const event = await readEvent(environment['GITHUB_EVENT_PATH']);
  return contextOf(environment, event, token);
}

/** The same from an event that was read. */
export function contextOf(environment: Environment, event: unknown, token?: string): GithubContext | undefined {
  const of = (name: string): string => environment[`GITHUB_${name}`] ?? '';
  const apiUrl = addressOf(of('API_URL') || 'https://api.github.com');
  const serverUrl = addressOf(of('SERVER_URL') || 'https://github.com');
  const [repository, sha, ref] = [of('REPOSITORY'), of('SHA'), of('REF')];
  if (apiUrl === undefined || serverUrl === undefined) return undefined;
  if (!isRepository(repository) || !SHA.test(sha) || !ref.startsWith('refs/')) return undefined;
  const pullRequest = pullRequestOf(fieldOf(event, 'pull_request'), { ref, repository });
  const run = /^\d+$/.test(of('RUN_ID')) ? `/actions/runs/${of('RUN_ID')}` : '/actions';
  return {
    apiUrl,
    repository,
    sha,
    ref,
    event: of('EVENT_NAME'),
    workflow: of('WORKFLOW'),
    job: of('JOB'),
    runUrl: `${serverUrl}/${repository}${run}`,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(token ? { token } : {}),
  };
}

async function readEvent(path: string | undefined): Promise<unknown> {
  if (!path) return undefined;
  try {
    const { size } = await stat(path);
    return size > LARGEST_EVENT ? undefined : JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Without it the ref still tells the pull request.
    return undefined;
  }
}

/** `told` is what the event tells of a pull request; the ref alone does as well, and then it is the repository's own. */
function pullRequestOf(told: unknown, { ref, repository }: Pick<GithubContext, 'ref' | 'repository'>): PullRequest | undefined {
  const number = fieldOf(told, 'number') ?? Number(PULL_REF.exec(ref)?.[1]);
  if (!isNumber(number)) return undefined;
  const head = fieldOf(told, 'head');
  // The repository of a fork that was deleted is null. Upper and lower case are one in names of repositories.
  const name = fieldOf(fieldOf(head, 'repo'), 'full_name');
  return { number, fork: head !== undefined && String(name).toLowerCase() !== repository.toLowerCase() };
}

/** The token goes to this address: it has to be proven, or this machine. */
function addressOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.host))) return undefined;
  return url.href.replace(/\/+$/, '');
}

/** `..` would be another path of the API. */
function isRepository(text: string): boolean {
  return REPOSITORY.test(text) && text.split('/').every((part) => !/^\.+$/.test(part));
}
