import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MEDIA_TYPES } from '../../src/model/manifest.ts';
import { alpineFeed, alpineImage } from '../support/alpine.ts';
import { COMMAND, commandEnvironment, runCommand } from '../support/bundle.ts';
import { temporaryFolder } from '../support/folder.ts';
import { blob, describe, digestOf, json, type MadeBlob, type MadeImage, makeImage, makeIndex } from '../support/images.ts';
import { type OsvServer, osvServer } from '../support/osv.ts';
import { type Ended, run } from '../support/program.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { serve } from '../support/server.ts';
import { makeTar } from '../support/tar.ts';

const REPORT = 'report.sarif';

interface Failure {
  /** The code at the end of the line. */
  readonly code: string;
  /** What the line must hold: what failed, where, what to do. */
  readonly says: readonly RegExp[];
}

interface Failing extends Failure {
  readonly reference: string;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

suite('every failure that can be expected is one line that says what, where and what to do', { concurrency: 2 }, () => {
  const opened = new AsyncDisposableStack();
  let registry: Registry;
  let closed: Registry;
  let osv: OsvServer;

  before(async () => {
    registry = opened.use(await startRegistry());
    closed = opened.use(await startRegistry({ auth: { kind: 'bearer', username: 'me', password: 'right' } }));
    osv = opened.use(await osvServer({ Alpine: alpineFeed() }));
    registry.push(alpineImage(), 'good');
  });
  after(() => opened.disposeAsync());

  /** Runs a scan that must fail, and holds all that it leaves against what a failure may leave. */
  async function fails({ reference, flags = [], env = {}, code, says }: Failing): Promise<Ended> {
    await using folder = await temporaryFolder();
    const work = join(folder.path, 'work');
    await mkdir(work);
    const args = ['report', reference, '--osv-url', osv.url, '--format', 'sarif', '--output', join(work, REPORT), ...flags];
    const ended = await runCommand(args, { folder: folder.path, env });
    assert.equal(ended.status, 3, ended.stderr);
    assert.equal(ended.stdout, '');
    const line = lastLine(ended, code);
    for (const part of says) assert.match(line, part);
    assert.deepEqual(await readdir(work), [], 'something half-written is left');
    assert.deepEqual(await strays(folder.path), []);
    return ended;
  }

  test('no such image', async () => {
    const says = [/There is no 9\.9 of team\/app/, new RegExp(registry.host), /Check the spelling/];
    await fails({ reference: `${registry.host}/team/app:9.9`, code: 'IMAGE_NOT_FOUND', says });
  });

  test('no such platform in an index, and which there are', async () => {
    const offered = ['arm64', 's390x'].map((architecture) => alpineImage({ platform: { os: 'linux', architecture } }));
    for (const [index, image] of offered.entries()) registry.push(image, `part-${index}`);
    const entries = offered.map((image, index) => ({
      image,
      platform: { os: 'linux', architecture: index === 0 ? 'arm64' : 's390x' },
    }));
    registry.tag(makeIndex(entries), 'multi');
    await fails({
      reference: `${registry.host}/app:multi`,
      flags: ['--platform', 'linux/riscv64'],
      code: 'PLATFORM_NOT_FOUND',
      says: [/not offered for linux\/riscv64/, /only for linux\/arm64, linux\/s390x/, /platform/],
    });
  });

  test('wrong credentials, which are not shown', async () => {
    const { stderr } = await fails({
      reference: `${closed.host}/app:good`,
      flags: ['--registry-username', 'me'],
      env: { HULLCHECK_REGISTRY_PASSWORD: 'dead-wrong' },
      code: 'UNAUTHORIZED',
      says: [new RegExp(`${closed.host} does not accept the given credentials for app`), /Check registry-username/],
    });
    assert.doesNotMatch(stderr, /dead-wrong/);
  });

  test('no credentials where some are needed', async () => {
    await fails({
      reference: `${closed.host}/app:good`,
      code: 'UNAUTHORIZED',
      says: [new RegExp(closed.host), /Give registry-username/],
    });
  });

  for (const { name, manifest, kind } of artifacts()) {
    test(`not an image but ${name}`, async () => {
      const tag = name.replaceAll(/\W+/g, '-');
      for (const part of manifest.blobs) registry.putBlob(part);
      registry.tag(manifest.document, tag);
      await fails({ reference: `${registry.host}/app:${tag}`, code: 'NOT_AN_IMAGE', says: [kind, /Name the image/] });
    });
  }

  test('an index that holds attestations only', async () => {
    const image = alpineImage();
    const attested = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const entries = [{ image, platform: { os: 'unknown', architecture: 'unknown' }, annotations: attested }];
    registry.tag(makeIndex(entries), 'attested');
    const says = [/holds no container image/, /attestations/];
    await fails({ reference: `${registry.host}/app:attested`, code: 'NOT_AN_IMAGE', says });
  });

  test('no network', async () => {
    const gone = await serve(() => undefined);
    await gone[Symbol.asyncDispose]();
    const says = [new RegExp(`No connection to ${gone.host}: connection refused`), /Check that the host is reachable/];
    await fails({ reference: `${gone.host}/app:1`, code: 'NETWORK', says });
  });

  test('no advisories where they should lie', async () => {
    await using empty = await osvServer();
    await using folder = await temporaryFolder();
    const places = ['--osv-url', empty.url, '--feed-urls', `alpine-secdb=${empty.url}`];
    const ended = await runCommand(['report', `${registry.host}/app:good`, ...places], { folder: folder.path });
    assert.equal(ended.status, 3);
    const line = lastLine(ended, 'ADVISORIES_UNAVAILABLE');
    assert.match(line, /There is no advisory feed at http:.*\/Alpine\/all\.zip/);
    assert.match(line, /Check osv-url/);
    assert.equal(ended.stdout, '');
  });

  for (const { name, image, code, says } of brokenImages()) {
    test(name, async () => {
      const tag = name.replaceAll(/\W+/g, '-');
      registry.push(image, tag);
      await fails({ reference: `${registry.host}/app:${tag}`, code, says });
    });
  }

  test('a full disk where the report goes', { skip: existsSync('/dev/full') ? false : '/dev/full is not here' }, async () => {
    await using folder = await temporaryFolder();
    const args = ['report', `${registry.host}/app:good`, '--osv-url', osv.url];
    const ended = await runCommand([...args, '--output', '/dev/full'], { folder: folder.path });
    assert.equal(ended.status, 3);
    assert.match(lastLine(ended, 'DISK_FULL'), /There is no room for the report in \/dev\/full\. Free some space\./);
  });

  test('a full disk behind standard output', { skip: existsSync('/dev/full') ? false : '/dev/full is not here' }, async () => {
    await using folder = await temporaryFolder();
    const args = ['report', `${registry.host}/app:good`, '--osv-url', osv.url];
    const ended = await run('sh', ['-c', '"$@" > /dev/full', 'sh', ...COMMAND, ...args], {
      cwd: folder.path,
      env: commandEnvironment(folder.path),
    });
    assert.equal(ended.status, 3);
    assert.match(lastLine(ended, 'DISK_FULL'), /There is no room for the report in .* Free some space\./);
  });

  test('a disk with too little room for the report, on which nothing of it stays', async (context) => {
    await using folder = await temporaryFolder();
    const disk = join(folder.path, 'disk');
    await mkdir(disk);
    // In a mount namespace of its own, so that the disk is gone with its process.
    const mounted = [
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs -o size=4k tmpfs "$0" && "$@"; echo "left: $(ls -A "$0")"; exit 0',
      disk,
    ];
    const probe = await run('unshare', [...mounted, 'true']).catch(() => undefined);
    if (probe?.status !== 0 || !probe.stdout.includes('left:') || probe.stderr !== '') {
      context.skip('a disk cannot be mounted here');
      return;
    }
    const args = [
      'report',
      `${registry.host}/app:good`,
      '--osv-url',
      osv.url,
      '--format',
      'sarif',
      '--output',
      join(disk, REPORT),
    ];
    const ended = await run('unshare', [...mounted, ...COMMAND, ...args], {
      cwd: folder.path,
      env: commandEnvironment(folder.path),
    });
    assert.match(lastLine(ended, 'DISK_FULL'), /There is no room for the report in .*report\.sarif/);
    assert.equal(ended.stdout, 'left: \n');
  });
});

/** The last line of standard error, which is the only one about the failure: what happened, what to do, the code. */
function lastLine({ stderr }: Ended, code: string): string {
  const lines = stderr.trimEnd().split('\n');
  const line = lines.at(-1) ?? '';
  assert.match(line, new RegExp(`^error: .+\\. [A-Z].+\\. \\[${code}\\]$`), stderr);
  assert.equal(lines.filter((other) => /\[[A-Z_]+\]$/.test(other)).length, 1, stderr);
  assert.doesNotMatch(stderr, /^\s+at /m);
  return line;
}

/** What a run leaves in its folder of temporary files that is not the cache. */
async function strays(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name !== 'work' && name !== 'cache');
}

interface Artifact {
  readonly name: string;
  readonly kind: RegExp;
  readonly manifest: { readonly document: MadeBlob & { readonly mediaType: string }; readonly blobs: readonly MadeBlob[] };
}

/** What else lies in registries, as its tools write it. */
function artifacts(): readonly Artifact[] {
  const helm = artifact('application/vnd.cncf.helm.config.v1+json', 'application/vnd.cncf.helm.chart.content.v1.tar+gzip');
  // BuildKit's attestations have the configuration of an image, and layers that are none.
  const buildkit = artifact('application/vnd.oci.image.config.v1+json', 'application/vnd.in-toto+json');
  const cosign = artifact('application/vnd.oci.image.config.v1+json', 'application/vnd.dsse.envelope.v1+json');
  const referrer = artifact('application/vnd.oci.empty.v1+json', 'application/vnd.dev.sigstore.bundle.v0.3+json', {
    artifactType: 'application/vnd.in-toto+json',
  });
  return [
    { name: 'a Helm chart', kind: /a Helm chart/, manifest: helm },
    { name: 'an attestation of BuildKit', kind: /an attestation/, manifest: buildkit },
    { name: 'an attestation of cosign', kind: /an attestation/, manifest: cosign },
    { name: 'an attestation that refers to an image', kind: /an attestation/, manifest: referrer },
  ];
}

function artifact(configType: string, layerType: string, more: Readonly<Record<string, unknown>> = {}): Artifact['manifest'] {
  const layer = blob(json({ predicateType: 'https://slsa.dev/provenance/v1' }));
  const config = blob(json({ os: 'unknown', architecture: 'unknown', rootfs: { type: 'layers', diff_ids: [layer.digest] } }));
  const mediaType = MEDIA_TYPES.ociManifest;
  const parts = { config: describe(config, configType), layers: [describe(layer, layerType)] };
  const document = blob(json({ schemaVersion: 2, mediaType, ...more, ...parts }));
  return { document: { ...document, mediaType }, blobs: [config, layer] };
}

interface BrokenImage extends Failure {
  readonly name: string;
  readonly image: MadeImage;
}

function brokenImages(): readonly BrokenImage[] {
  const tar = makeTar([{ path: 'opt/file', body: 'x'.repeat(5000) }]);
  const whole = makeImage([tar]);
  const [layer] = whole.layers;
  const swapped = { digest: layer!.digest, bytes: Buffer.from(layer!.bytes).fill(0xff, 40, 44) };
  const other = Buffer.from('another tar');
  const cut = blob(gzipSync(tar).subarray(0, 60));
  return [
    {
      name: 'a layer whose bytes are not the ones that its digest promises',
      image: { ...whole, layers: [swapped] },
      code: 'DIGEST_MISMATCH',
      says: [new RegExp(layer!.digest), /push the image again/],
    },
    {
      name: 'a layer that was broken before it was pushed',
      image: withLayer(whole, cut),
      code: 'LAYER_BROKEN',
      says: [/Layer 1/, new RegExp(cut.digest), /build and push the image again/],
    },
    {
      name: 'a layer that is not what the configuration says',
      image: makeImage([tar], { config: { rootfs: { type: 'layers', diff_ids: [digestOf(other)] } } }),
      code: 'DIGEST_MISMATCH',
      says: [new RegExp(digestOf(tar)), new RegExp(digestOf(other))],
    },
  ];
}

/** The image with another layer in the place of its one. */
function withLayer(image: MadeImage, layer: MadeBlob): MadeImage {
  const { mediaType } = image.manifest;
  const document = JSON.parse(image.manifest.bytes.toString('utf8'));
  const bytes = json({ ...document, layers: [describe(layer, document.layers[0].mediaType)] });
  return { ...image, manifest: { ...blob(bytes), mediaType }, layers: [layer] };
}
