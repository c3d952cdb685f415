import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as core from '@actions/core';
import { errorLine } from '../model/errors.ts';
import type { Log } from '../model/log.ts';

/** GitHub's service that keeps files between jobs: `@actions/cache`, as far as it is used. */
export interface CacheService {
  isFeatureAvailable(): boolean;
  restoreCache(paths: string[], primaryKey: string, restoreKeys?: string[]): Promise<string | undefined>;
  saveCache(paths: string[], key: string): Promise<number>;
}

/** Where a step leaves word for its own end. */
export interface StepState {
  get(name: string): string;
  save(name: string, value: string): void;
}

export const STEP_STATE: StepState = {
  get: (name) => core.getState(name),
  save: (name, value) => core.saveState(name, value),
};

export interface PersistencePorts {
  readonly environment: NodeJS.ProcessEnv;
  readonly state: StepState;
  /** Loads the service, which takes time that a run without it does not spend. */
  readonly service: () => Promise<CacheService>;
  readonly log: Pick<Log, 'info' | 'notice'>;
}

/** Raised when what is kept changes its form. */
const PREFIX = 'hullcheck-v1';
const STATE = 'kept';
/** What the service is asked with to give any copy: no copy has this name. */
const ANY = 'any';

/**
 * Brings back the advisories that an earlier job fetched, where the machine is a new one for each job and has a service that keeps them. What
 * comes back is revalidated like any copy. Throws nothing: without it, they are fetched again.
 */
export async function restoreAdvisories(ports: PersistencePorts): Promise<void> {
  const folder = folderOf(ports);
  if (folder === undefined) return;
  const { state, log } = ports;
  try {
    const service = await ports.service();
    if (!service.isFeatureAvailable()) return;
    const prefix = `${PREFIX}-${process.platform}-`;
    const key = await service.restoreCache([join(folder, 'hullcheck-*')], `${prefix}${ANY}`, [prefix]);
    if (key !== undefined) log.info(`Advisories of an earlier run were restored (${key}).`);
    state.save(STATE, await fingerprint(folder));
  } catch (error) {
    log.notice(`Advisories of an earlier run could not be restored, and are fetched: ${errorLine(error)}`);
  }
}

/** Keeps what the step fetched for the next job, where it fetched something. Throws nothing. */
export async function saveAdvisories(ports: PersistencePorts): Promise<void> {
  const folder = folderOf(ports);
  const before = ports.state.get(STATE);
  if (folder === undefined || before === '') return;
  try {
    const now = await fingerprint(folder);
    if (now === before) return;
    const service = await ports.service();
    const key = `${PREFIX}-${process.platform}-${now}`;
    await service.saveCache([join(folder, 'hullcheck-*')], key);
    ports.log.info(`The advisories are kept for the next run (${key}).`);
  } catch (error) {
    ports.log.notice(`The advisories could not be kept for the next run: ${errorLine(error)}`);
  }
}

/** On a machine of one's own the tool cache stays, and needs nobody to keep it. */
function folderOf({ environment }: PersistencePorts): string | undefined {
  return environment['RUNNER_ENVIRONMENT'] === 'github-hosted' ? environment['RUNNER_TOOL_CACHE'] : undefined;
}

/** Copies are never changed: their names are what there is. */
async function fingerprint(folder: string): Promise<string> {
  const names: string[] = [];
  for (const tool of await readdir(folder).catch(() => [])) {
    if (!tool.startsWith('hullcheck-')) continue;
    for (const version of await readdir(join(folder, tool)).catch(() => [])) names.push(`${tool}/${version}`);
  }
  return createHash('sha256').update(names.sort().join('\n')).digest('hex').slice(0, 16);
}
