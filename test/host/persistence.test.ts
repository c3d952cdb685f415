import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CacheService, type PersistencePorts, restoreAdvisories, saveAdvisories } from '../../src/host/persistence.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordedLog } from '../support/log.ts';

interface Job extends PersistencePorts {
  readonly asked: string[];
  readonly log: ReturnType<typeof recordedLog>;
}

function jobIn(folder: string, given: Partial<CacheService> & { readonly hosted?: boolean } = {}): Job {
  const kept = new Map<string, string>();
  const asked: string[] = [];
  const service: CacheService = {
    isFeatureAvailable: () => true,
    restoreCache: async (paths, key, others = []) => {
      asked.push(`restore ${paths.join()} ${key} ${others.join()}`);
      return await Promise.resolve(undefined);
    },
    saveCache: async (paths, key) => {
      asked.push(`save ${paths.join()} ${key}`);
      return await Promise.resolve(1);
    },
    ...given,
  };
  return {
    asked,
    log: recordedLog(),
    environment: { RUNNER_ENVIRONMENT: given.hosted === false ? 'self-hosted' : 'github-hosted', RUNNER_TOOL_CACHE: folder },
    state: { get: (name) => kept.get(name) ?? '', save: (name, value) => void kept.set(name, value) },
    service: async () => await Promise.resolve(service),
  };
}

test('what a job fetched is kept under a name of what it is, and asked for by the next by any name', async () => {
  await using folder = await temporaryFolder();
  const job = jobIn(folder.path);
  await restoreAdvisories(job);
  await mkdir(join(folder.path, 'hullcheck-osv-debian', '1.1.1'), { recursive: true });
  await mkdir(join(folder.path, 'node', '24.0.0'), { recursive: true });
  await saveAdvisories(job);
  const [restored = '', saved = ''] = job.asked;
  const prefix = `hullcheck-v1-${process.platform}-`;
  assert.equal(restored, `restore ${join(folder.path, 'hullcheck-*')} ${prefix}any ${prefix}`);
  assert.match(saved, new RegExp(`^save .*hullcheck-\\* ${prefix}[0-9a-f]{16}$`));
});

test('nothing is kept where nothing was fetched, or where the job never asked', async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'hullcheck-osv-debian', '1.1.1'), { recursive: true });
  const job = jobIn(folder.path);
  await restoreAdvisories(job);
  await saveAdvisories(job);
  assert.deepEqual(
    job.asked.filter((line) => line.startsWith('save')),
    [],
  );
  const other = jobIn(folder.path);
  await saveAdvisories(other);
  assert.deepEqual(other.asked, []);
});

test('a machine of its own keeps its tool cache, and one without the service has none', async () => {
  await using folder = await temporaryFolder();
  for (const job of [jobIn(folder.path, { hosted: false }), jobIn(folder.path, { isFeatureAvailable: () => false })]) {
    await restoreAdvisories(job);
    await mkdir(join(folder.path, 'hullcheck-x', '1.1.1'), { recursive: true });
    await saveAdvisories(job);
    assert.deepEqual(job.asked, []);
  }
});

test('a service that fails costs a notice', async () => {
  await using folder = await temporaryFolder();
  const fails = async (): Promise<never> => await Promise.reject(new Error('the service is away'));
  const job = jobIn(folder.path, { restoreCache: fails });
  await restoreAdvisories(job);
  const other = jobIn(folder.path, { saveCache: fails });
  await restoreAdvisories(other);
  await mkdir(join(folder.path, 'hullcheck-y', '1.1.1'), { recursive: true });
  await saveAdvisories(other);
  for (const { log } of [job, other]) assert.match(log.lines.at(-1) ?? '', /^notice: .*the service is away/);
});
