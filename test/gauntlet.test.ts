import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { parseReference } from '../src/model/reference.ts';
import type { Report } from '../src/model/report.ts';
import { scan } from '../src/scan.ts';
import { createWorld } from '../src/world.ts';
import { temporaryCache } from './support/cache.ts';
import { fakeClock } from './support/clock.ts';
import { makeImage } from './support/images.ts';
import { recordedLog } from './support/log.ts';
import { osvServer } from './support/osv.ts';
import { scanRequest } from './support/request.ts';
import { startRegistry } from './support/registry.ts';
import { reply } from './support/server.ts';
import { startStore, type StoreRequest } from './support/store.ts';
import { makeTar } from './support/tar.ts';
import { zipOf } from './support/zip.ts';

/*
 * Everything at once, on twenty layers: every path answers 503 the first time, every blob is cut half-way, tokens die every third
 * request, URLs live shorter than a layer takes, some are dead when they are handed out, and one layer goes on with wrong bytes
 * after a resume.
 */
const LAYERS = 20;
/** Seconds. */
const URL_LIFE = 10;
const LAYER_TAKES = 12;
const FLIPPED_LAYER = 7;
const STALE_LAYER = 11;

const RELEASE = 'ID=alpine\nVERSION_ID=3.18.4\nPRETTY_NAME="Alpine Linux v3.18"\n';

/** Each layer rewrites the database with one package more. */
function layerTars(): readonly Buffer[] {
  const packages = Array.from(
    { length: LAYERS },
    (_, index) => `P:package${index}\nV:1.${index}.0-r0\nA:x86_64\no:source${index}\n\n`,
  );
  return packages.map((_, index) =>
    makeTar([
      { path: 'etc/os-release', body: RELEASE },
      { path: `opt/noise${index}`, body: randomBytes(50_000) },
      { path: 'lib/apk/db/installed', body: packages.slice(0, index + 1).join('') },
    ]),
  );
}

const FEED = zipOf([
  {
    name: 'ALPINE-CVE-2026-0001.json',
    content: JSON.stringify({
      id: 'ALPINE-CVE-2026-0001',
      modified: '2026-01-01T00:00:00Z',
      upstream: ['CVE-2026-0001'],
      affected: [
        {
          package: { ecosystem: 'Alpine:v3.18', name: 'source13' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.13.1-r0' }] }],
        },
      ],
    }),
  },
]);

const image = makeImage(layerTars());

interface Scenario {
  readonly faults: boolean;
}

async function run({ faults }: Scenario) {
  const clock = fakeClock();
  const seen = new Set<string>();
  const sends = new Map<string, number>();
  const flipped = `blobs/${image.layers[FLIPPED_LAYER]?.digest}`;

  function send(response: ServerResponse, body: Buffer, { key }: StoreRequest): void {
    const count = (sends.get(key) ?? 0) + 1;
    sends.set(key, count);
    if (!faults) {
      response.end(body);
      return;
    }
    // However a layer is sent, it takes longer than its URL lives.
    clock.advance(LAYER_TAKES * 1000);
    if (count === 1) {
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
      return;
    }
    const part = Buffer.from(body);
    if (count === 2 && key === flipped) part[0] = (part[0] ?? 0) ^ 0xff;
    response.end(part);
  }

  function unavailableAtFirst(request: IncomingMessage, response: ServerResponse): boolean {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (!faults || seen.has(path)) return false;
    seen.add(path);
    reply(response, 503, '{"errors":[{"code":"UNAVAILABLE","message":"warming up"}]}');
    return true;
  }

  await using store = await startStore({ wall: () => clock.wall(), life: URL_LIFE, send });
  await using registry = await startRegistry({
    store,
    wall: () => clock.wall(),
    auth: { kind: 'bearer', ...(faults ? { tokenUses: 3 } : {}) },
    age: (digest, count) => (faults && digest === image.layers[STALE_LAYER]?.digest && count === 1 ? URL_LIFE * 2 : 0),
    intercept: unavailableAtFirst,
  });
  registry.push(image, 'v1');
  await using osv = await osvServer({ Alpine: FEED });
  await using cache = await temporaryCache();
  const text = `${registry.host}/app:v1`;
  const target = { kind: 'registry', reference: parseReference(text), text } as const;
  const request = scanRequest(target, { maxConcurrentLayers: 3, advisories: { osvUrl: osv.url } });
  const log = recordedLog();
  await using world = createWorld({ request, environment: { DOCKER_CONFIG: '/nowhere' }, clock, log, cache });
  const report = await scan(request, world, new AbortController().signal);
  return { report, requests: store.requests, lines: log.lines };
}

/** What a scan is for, without what differs from one run to the next. */
function inventoryOf({ packages, findings, gaps, image: { manifestDigest, layers } }: Report) {
  return { packages, findings, gaps, manifestDigest, layers };
}

test('a scan that runs the gauntlet ends with the same inventory as one that nothing happened to', async () => {
  const calm = await run({ faults: false });
  const { report, requests, lines } = await run({ faults: true });
  assert.deepEqual(inventoryOf(report), inventoryOf(calm.report));
  assert.deepEqual(
    report.packages.map(({ name, layer }) => [name, layer.index]),
    Array.from({ length: LAYERS }, (_, index) => [`package${index}`, index]),
  );
  assert.deepEqual(
    report.findings.map(({ vulnerability, package: { layer } }) => [vulnerability.id, layer.index]),
    [['CVE-2026-0001', 13]],
  );
  const { bytesFetched, urlsResolved, urlsExpired, resumes } = report.fetched;
  const told = `Fetched ${bytesFetched} bytes at ${urlsResolved} addresses: ${urlsExpired} expired, ${resumes} resumes`;
  assert.ok(
    lines.some((line) => line.includes(told)),
    'the log tells of what fetching took',
  );
  // It was a gauntlet: each layer broke, and none was read at a URL that had died.
  assert.ok(report.fetched.resumes >= LAYERS, `${report.fetched.resumes} resumes`);
  assert.ok(report.fetched.urlsExpired >= 1);
  assert.ok(requests.every(({ status, age }) => status >= 400 || age <= URL_LIFE));
});
