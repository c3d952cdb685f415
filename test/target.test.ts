import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseReference } from '../src/model/reference.ts';
import type { ScanRequest, Target } from '../src/model/request.ts';
import { scan } from '../src/scan.ts';
import { createWorld } from '../src/world.ts';
import { savedByNewDocker } from './support/archives.ts';
import { temporaryCache } from './support/cache.ts';
import { fakeClock } from './support/clock.ts';
import { temporaryFolder } from './support/folder.ts';
import { makeImageOf } from './support/images.ts';
import { recordedLog } from './support/log.ts';
import { scanRequest } from './support/request.ts';
import { startRegistry } from './support/registry.ts';
import { reply } from './support/server.ts';
import { makeTar } from './support/tar.ts';
import { writeFile } from 'node:fs/promises';

const image = makeImageOf([[{ path: 'bin/app', body: 'x' }], [{ path: 'bin/tool', body: 'y' }]]);

async function run(target: Target, given: Partial<ScanRequest> = {}) {
  const clock = fakeClock();
  await using cache = await temporaryCache();
  const request = scanRequest(target, { maxConcurrentLayers: 1, ...given });
  await using world = createWorld({ request, environment: { DOCKER_CONFIG: '/nowhere' }, clock, log: recordedLog(), cache });
  return { report: await scan(request, world, new AbortController().signal), sleeps: clock.sleeps };
}

test('an image on disk is scanned as one in a registry, under the name of its file or the name that was chosen', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'shop.tar');
  await writeFile(path, makeTar(savedByNewDocker(image, 'ghcr.io/acme/shop:1')));
  const { report } = await run({ kind: 'archive', path });
  assert.deepEqual([report.image.name, report.image.layers.length], ['shop', 2]);
  const chosen = await run({ kind: 'archive', path: `${path}:ghcr.io/acme/shop:1` });
  assert.equal(chosen.report.image.name, 'ghcr.io/acme/shop');
  assert.equal(chosen.report.image.manifestDigest, report.image.manifestDigest);
});

test('layers come from a mirror, and what the tag means from the registry', async () => {
  await using mirror = await startRegistry();
  await using registry = await startRegistry();
  for (const place of [mirror, registry]) place.push(image, 'v1');
  const text = `${registry.host}/app:v1`;
  const target = { kind: 'registry', reference: parseReference(text), text } as const;
  await run(target, { registryMirrors: [{ registry: registry.host, host: mirror.host, prefix: '' }] });
  assert.deepEqual([registry.resolved.length, mirror.resolved.length], [0, 3]);
  assert.ok(registry.requests.some(({ path }) => path.endsWith('/manifests/v1')));
});

test('a mirror that asks for patience is not waited for', async () => {
  await using mirror = await startRegistry({
    intercept: (_, response) => {
      reply(response, 429, '', { 'retry-after': '60' });
      return true;
    },
  });
  await using registry = await startRegistry();
  registry.push(image, 'v1');
  const text = `${registry.host}/app:v1`;
  const target = { kind: 'registry', reference: parseReference(text), text } as const;
  const mirrors = { registryMirrors: [{ registry: registry.host, host: mirror.host, prefix: '' }] };
  const { report, sleeps } = await run(target, mirrors);
  assert.deepEqual([report.image.layers.length, sleeps], [2, []]);
});
