import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlatform } from '../src/model/platform.ts';
import { parseReference } from '../src/model/reference.ts';
import type { Report } from '../src/model/report.ts';
import type { Target } from '../src/model/request.ts';
import { scan } from '../src/scan.ts';
import { createWorld } from '../src/world.ts';
import { temporaryCache } from './support/cache.ts';
import { fakeClock } from './support/clock.ts';
import { type MadeImage, makeImageOf, makeIndex } from './support/images.ts';
import { recordedLog } from './support/log.ts';
import { osvServer } from './support/osv.ts';
import { type RegistryOptions, startRegistry } from './support/registry.ts';
import { signedSchema1 } from './support/schema1.ts';
import { scanRequest } from './support/request.ts';
import { startStore } from './support/store.ts';
import type { TarEntry } from './support/tar.ts';
import { zipOf } from './support/zip.ts';

const DEBIAN: TarEntry = { path: 'etc/os-release', body: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n' };

/** A dpkg database: `name version source source-version`. */
function status(...packages: readonly string[]): TarEntry {
  const stanza = (line: string): string => {
    const [name, version, source, sourceVersion] = line.split(' ');
    const from = source === undefined ? '' : `Source: ${source}${sourceVersion === undefined ? '' : ` (${sourceVersion})`}\n`;
    return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\n${from}Version: ${version}\n\n`;
  };
  return { path: 'var/lib/dpkg/status', body: packages.map(stanza).join('') };
}

function advisory(id: string, name: string, fixed: string | undefined) {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
  return {
    name: `${id}.json`,
    content: JSON.stringify({
      id,
      modified: '2026-01-01T00:00:00Z',
      upstream: [id.replace('DEBIAN-', '')],
      affected: [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    }),
  };
}

const FEED = zipOf([
  advisory('DEBIAN-CVE-2024-0001', 'openssl', '3.0.14-1~deb12u2'),
  advisory('DEBIAN-CVE-2024-0002', 'openssl', undefined),
  advisory('DEBIAN-CVE-2024-0003', 'zlib', '1:1.2.13.dfsg-1'),
  advisory('DEBIAN-CVE-2024-0004', 'broken', '1.0'),
]);

interface StageOptions {
  readonly image?: MadeImage;
  readonly registry?: Omit<RegistryOptions, 'store' | 'wall'>;
  readonly request?: Parameters<typeof scanRequest>[1];
  readonly prepare?: (registry: Awaited<ReturnType<typeof startRegistry>>) => void;
}

async function run({
  image,
  registry: registryOptions,
  request,
  prepare,
}: StageOptions): Promise<Report & { readonly feeds: readonly string[] }> {
  const clock = fakeClock();
  await using store = await startStore({ wall: clock.wall });
  await using registry = await startRegistry({ store, wall: clock.wall, ...registryOptions });
  await using osv = await osvServer({ Debian: FEED });
  await using cache = await temporaryCache();
  if (image !== undefined) registry.push(image, 'v1');
  prepare?.(registry);
  const imageRef = `${registry.host}/app:v1`;
  const target: Target = { kind: 'registry', reference: parseReference(imageRef), text: imageRef };
  const whole = scanRequest(target, { ...request, advisories: { osvUrl: osv.url, ...request?.advisories } });
  const world = createWorld({ request: whole, environment: { DOCKER_CONFIG: '/nowhere' }, clock, log: recordedLog(), cache });
  try {
    return { ...(await scan(whole, world, new AbortController().signal)), feeds: osv.requests };
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

const brief = ({ findings }: Report) =>
  findings.map(({ vulnerability, package: { name, layer }, fixedIn }) => [vulnerability.id, name, layer.index, fixedIn]);

test('a scan goes the whole way: what is vulnerable, where it came from and what fixes it', async () => {
  const image = makeImageOf([
    [DEBIAN, status('libc6 2.36-9 glibc')],
    [status('libc6 2.36-9 glibc', 'libssl3 3.0.13-1~deb12u1 openssl', 'zlib1g 1:1.2.13.dfsg-1 zlib')],
    [{ path: 'app/server', body: 'x' }],
  ]);
  const report = await run({ image });
  assert.deepEqual(brief(report), [
    ['CVE-2024-0001', 'libssl3', 1, '3.0.14-1~deb12u2'],
    ['CVE-2024-0002', 'libssl3', 1, undefined],
  ]);
  assert.deepEqual(report.gaps, []);
  assert.equal(report.release?.id, 'debian');
  assert.deepEqual(
    report.packages.map(({ name, layer, purl }) => [name, layer.createdBy, purl.split('?')[0]]),
    [
      ['libc6', 'RUN step 1', 'pkg:deb/debian/libc6@2.36-9'],
      ['libssl3', 'RUN step 2', 'pkg:deb/debian/libssl3@3.0.13-1~deb12u1'],
      ['zlib1g', 'RUN step 2', 'pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1'],
    ],
  );
  assert.equal(report.fetched.urlsResolved, 3);
  assert.equal(report.image.manifestDigest, image.manifest.digest);
});

test('an advisory for a source is compared with the version of the source', async () => {
  // A rebuild for one architecture has a version of its own, which no advisory speaks of.
  const fixedRebuilt = await run({ image: makeImageOf([[DEBIAN, status('libssl3 3.0.13-9+b1 openssl 3.0.14-1~deb12u2')]]) });
  assert.deepEqual(
    brief(fixedRebuilt).map(([id]) => id),
    ['CVE-2024-0002'],
  );
  const brokenRebuilt = await run({ image: makeImageOf([[DEBIAN, status('libssl3 3.0.15-1 openssl 3.0.13-1')]]) });
  assert.deepEqual(
    brief(brokenRebuilt).map(([id]) => id),
    ['CVE-2024-0001', 'CVE-2024-0002'],
  );
});

test('a version that nobody can parse is a gap, not an all-clear', async () => {
  const report = await run({ image: makeImageOf([[DEBIAN, status('broken not:a:version')]]) });
  assert.deepEqual(report.findings, []);
  assert.match(JSON.stringify(report.gaps), /broken/);
});

test('only the feed that the image needs is fetched, and none where there is nothing to judge', async () => {
  assert.deepEqual((await run({ image: makeImageOf([[DEBIAN, status('a 1')]]) })).feeds, ['GET /Debian/all.zip']);
  assert.deepEqual((await run({ image: makeImageOf([[{ path: 'bin/app', body: 'x' }]]) })).feeds, []);
});

test('an image without a package database, or of a distribution that is not known, is told of', async () => {
  const scratch = await run({ image: makeImageOf([[{ path: 'bin/app', body: 'x' }]]) });
  assert.deepEqual(scratch.gaps, [
    { subject: 'the image', reason: 'it holds no package database that is read, and no package of a language' },
  ]);
  const other = await run({
    image: makeImageOf([[{ path: 'etc/os-release', body: 'ID=slackware\nPRETTY_NAME="Slackware 15"\n' }, status('a 1')]]),
  });
  assert.deepEqual(other.gaps, [{ subject: '1 package', reason: 'no advisories are known for Slackware 15' }]);
  const none = await run({ image: makeImageOf([[status('a 1')]]) });
  assert.deepEqual(none.gaps, [{ subject: '1 package', reason: 'the image does not say what distribution it is' }]);
});

test('os-release is found behind its link', async () => {
  const image = makeImageOf([
    [
      { path: 'usr/lib/os-release', body: DEBIAN.body ?? '' },
      { path: 'etc/os-release', type: '2', link: '../usr/lib/os-release' },
      status('libssl3 3.0.13-1 openssl'),
    ],
  ]);
  assert.equal(brief(await run({ image })).length, 2);
});

test('of an index the wanted platform is scanned, and both digests are told', async () => {
  const arm = makeImageOf([[DEBIAN, status('libssl3 3.0.13-1 openssl')]], { platform: { os: 'linux', architecture: 'arm64' } });
  const amd = makeImageOf([[DEBIAN, status('nothing 1')]]);
  const index = makeIndex([
    { image: amd, platform: { os: 'linux', architecture: 'amd64' } },
    { image: arm, platform: { os: 'linux', architecture: 'arm64' } },
  ]);
  const report = await run({
    prepare: (registry) => {
      registry.push(amd, 'amd');
      registry.push(arm, 'arm');
      registry.tag(index, 'v1');
    },
    request: { platform: parsePlatform('linux/arm64') },
  });
  assert.equal(report.findings.length, 2);
  assert.deepEqual([report.image.digest, report.image.manifestDigest], [index.digest, arm.manifest.digest]);
});

test('an image of one platform is not scanned as another', async () => {
  const image = makeImageOf([[DEBIAN]]);
  await assert.rejects(run({ image, request: { platform: parsePlatform('linux/s390x') } }), { code: 'PLATFORM_NOT_FOUND' });
});

test('a layer that an image holds twice is fetched once and counts twice', async () => {
  const layer: readonly TarEntry[] = [DEBIAN, status('libssl3 3.0.13-1 openssl')];
  const report = await run({ image: makeImageOf([layer, [{ path: 'x' }], layer]) });
  assert.equal(report.fetched.urlsResolved, 2);
  assert.equal(report.image.layers.length, 3);
  assert.deepEqual(
    brief(report).map(([, , index]) => index),
    [0, 0],
  );
});

test('a layer whose bytes are wrong ends the scan: nothing unverified is reported', async () => {
  const image = makeImageOf([[DEBIAN, status('libssl3 3.0.13-1 openssl')], [{ path: 'x' }]]);
  const prepare: StageOptions['prepare'] = (registry) => {
    const [layer] = image.layers;
    assert.ok(layer !== undefined);
    const bytes = Buffer.from(layer.bytes);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    registry.putBlob({ digest: layer.digest, bytes });
  };
  await assert.rejects(run({ image, prepare }), { code: 'DIGEST_MISMATCH' });
});

test('a layer that is not what its configuration says ends the scan', async () => {
  const image = makeImageOf([[DEBIAN]], { config: { rootfs: { diff_ids: [`sha256:${'1'.repeat(64)}`] } } });
  await assert.rejects(run({ image }), { code: 'DIGEST_MISMATCH', message: /diffID/ });
});

test('a feed that is not there ends the scan', async () => {
  const image = makeImageOf([[DEBIAN, status('a 1')]]);
  await assert.rejects(run({ image, request: { advisories: { osvUrl: 'http://127.0.0.1:9' } } }), {
    code: 'ADVISORIES_UNAVAILABLE',
  });
});

test("an image in Docker's first format is scanned, and what it does not tell is found out", async () => {
  const image = makeImageOf([[DEBIAN], [status('libssl3 3.0.13-1 openssl')]]);
  const command = { container_config: { Cmd: ['/bin/sh', '-c', 'RUN apt install'] } };
  const manifest = signedSchema1(image.layers.map((layer) => ({ blob: layer, image: command })));
  const report = await run({
    prepare: (registry) => {
      for (const layer of image.layers) registry.putBlob(layer);
      registry.tag(manifest, 'v1');
    },
  });
  assert.equal(brief(report).length, 2);
  assert.equal(report.image.digest, manifest.digest);
  const { rootfs } = JSON.parse(image.config.bytes.toString('utf8')) as { rootfs: { diff_ids: string[] } };
  assert.deepEqual(
    report.image.layers.map(({ diffID, size, createdBy }) => [diffID, size, createdBy]),
    image.layers.map(({ bytes }, index) => [rootfs.diff_ids[index], bytes.length, '/bin/sh -c RUN apt install']),
  );
  assert.equal(report.findings[0]?.package.layer.diffID, rootfs.diff_ids[1]);
});

test('a layer that is kept elsewhere, and that the registry does not hold, is a gap; one that it holds is read', async () => {
  const image = makeImageOf([[{ path: 'windows' }], [DEBIAN, status('libssl3 3.0.13-1 openssl')]]);
  const urls = ['https://mcr.example/layer?sig=secret'];
  const document = JSON.parse(image.manifest.bytes.toString('utf8')) as { layers: Record<string, unknown>[] };
  const layers = document.layers.map((layer) => ({ ...layer, urls }));
  const manifest = { ...image.manifest, bytes: Buffer.from(JSON.stringify({ ...document, layers })) };
  const held = await run({ image: { ...image, manifest } });
  assert.deepEqual([brief(held).length, held.gaps], [2, []]);
  const report = await run({
    prepare: (registry) => {
      registry.push({ ...image, manifest, layers: image.layers.slice(1) }, 'v1');
    },
  });
  assert.equal(brief(report).length, 2);
  assert.deepEqual(report.gaps, [{ subject: 'layer 1', reason: 'it is kept elsewhere (mcr.example) and was not read' }]);
  assert.equal(report.image.layers.length, 2);
});

test('a layer that the registry has lost, and that is kept nowhere else, ends the scan', async () => {
  const image = makeImageOf([[DEBIAN], [{ path: 'x' }]]);
  const prepare: StageOptions['prepare'] = (registry) => registry.push({ ...image, layers: image.layers.slice(1) }, 'v1');
  await assert.rejects(run({ prepare }), { code: 'BLOB_NOT_FOUND' });
});
