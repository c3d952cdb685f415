import { parseDocument } from 'yaml';

/** A workflow as GitHub reads it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

type Permissions = string | Readonly<Record<string, string>>;

interface Job {
  readonly permissions?: Permissions;
  readonly environment?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

export type Scalar = string | number | boolean;

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, Scalar>>;
}

/** Who may write where pull requests, which anyone can open, start the workflow. */
const GRANTED_TO_PULL_REQUESTS: ReadonlySet<string> = new Set(['security-events', 'pull-requests']);
/** Minutes. */
const LONGEST = 60;

/** Reads YAML 1.2 as it is. Throws what is wrong with it, warnings too. */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw fault;
  return document.toJS();
}

/** What of a workflow's text is unsafe, one sentence each. */
export function workflowFaults(text: string): readonly string[] {
  const workflow = readYaml(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  return [
    ...triggerFaults(workflow),
    ...(workflow.concurrency === undefined ? ['there is no concurrency'] : []),
    ...topPermissionFaults(workflow.permissions),
    ...jobs.flatMap(([name, job]) => jobFaults(job, triggersOf(workflow)).map((fault) => `${name}: ${fault}`)),
    ...pinFaults(text),
  ];
}

function triggersOf({ on }: Workflow): readonly string[] {
  return Object.keys(on);
}

/** Both run with the repository's secrets on what somebody else wrote. */
function triggerFaults(workflow: Workflow): readonly string[] {
  return triggersOf(workflow)
    .filter((name) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(name))
    .map((name) => `it is triggered by ${name}`);
}

function topPermissionFaults(permissions: Permissions | undefined): readonly string[] {
  if (permissions === undefined) return ['there are no permissions'];
  const least = typeof permissions === 'object' && Object.entries(permissions).every((one) => one.join() === 'contents,read');
  return least ? [] : ['the permissions of all jobs are more than contents: read'];
}

function jobFaults(job: Job, triggers: readonly string[]): readonly string[] {
  const minutes = job['timeout-minutes'];
  return [
    ...(minutes === undefined || minutes > LONGEST ? [`there are no timeout-minutes of at most ${LONGEST}`] : []),
    ...permissionFaults(job, triggers),
    ...job.steps.flatMap(stepFaults),
  ];
}

function permissionFaults({ permissions, environment }: Job, triggers: readonly string[]): readonly string[] {
  if (permissions === undefined) return [];
  if (typeof permissions === 'string') return [`the permissions are ${permissions}`];
  const written = Object.keys(permissions).filter((scope) => permissions[scope] === 'write');
  const surplus = triggers.includes('pull_request') ? written.filter((scope) => !GRANTED_TO_PULL_REQUESTS.has(scope)) : [];
  return [
    ...surplus.map((scope) => `a pull request may write ${scope}`),
    ...(written.includes('contents') && environment === undefined ? ['contents are written outside of an environment'] : []),
  ];
}

function stepFaults({ uses = '', run = '', with: inputs = {} }: Step): readonly string[] {
  const script = `${run}${String(inputs['script'] ?? '')}`;
  const keeps = uses.startsWith('actions/checkout@') && inputs['persist-credentials'] !== false;
  return [
    ...(script.includes('${{') ? ['an expression is written into a script'] : []),
    ...(keeps ? ['a checkout leaves its token behind'] : []),
  ];
}

const PINNED = /^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** This repository as it is, or, in what users copy, by its major version, which is explained there. */
const OWN = /^(?:\.\/(?: #.*)?|hullcheck\/hullcheck@v\d+)$/;

/** The comment belongs to a pin, so these are looked for in the text. */
function pinFaults(text: string): readonly string[] {
  return usesIn(text)
    .filter((uses) => !PINNED.test(uses) && !OWN.test(uses))
    .map((uses) => `not pinned to a commit and its version: ${uses}`);
}

/** What follows each `uses:` in a text, comments included. */
export function usesIn(text: string): readonly string[] {
  return [...text.matchAll(/^[ -]*["']?uses["']? *: *(.+)$/gm)].map(([, uses = '']) => uses.trim());
}
