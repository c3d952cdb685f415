import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose } from '../../src/model/choice.ts';
import type { Descriptor } from '../../src/model/image.ts';
import { MEDIA_TYPES } from '../../src/model/media-type.ts';
import { describePlatform, parsePlatform } from '../../src/model/platform.ts';
import { digestOf } from '../support/images.ts';

const AMD64 = parsePlatform('linux/amd64');

function entry(name: string, fields: Partial<Descriptor> = {}): Descriptor {
  return { mediaType: MEDIA_TYPES.ociManifest, digest: digestOf(Buffer.from(name)), size: 1, ...fields };
}

const named = (platform: string): Descriptor => entry(platform, { platform: parsePlatform(platform) });

function chosen(manifests: readonly Descriptor[], wanted = AMD64) {
  const index = { kind: 'index', digest: digestOf(Buffer.from('index')), mediaType: MEDIA_TYPES.ociIndex, manifests } as const;
  return choose(index, wanted);
}

const fitting = (wanted: string, ...offered: readonly string[]) =>
  chosen(offered.map(named), parsePlatform(wanted)).fitting.map((found) => describePlatform(found.entry.platform));

test('entries are ranked: the exact variant, then the lower ones, then the one that does not tell', () => {
  assert.deepEqual(
    fitting('linux/arm/v7', 'linux/arm', 'linux/arm/v5', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/arm/v8'),
    ['linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5', 'linux/arm'],
  );
});

test('an image for a newer machine than the one that was asked for is not taken', () => {
  assert.deepEqual(fitting('linux/amd64', 'linux/amd64/v3'), []);
  assert.deepEqual(fitting('linux/amd64/v3', 'linux/amd64', 'linux/amd64/v4', 'linux/amd64/v3'), [
    'linux/amd64/v3',
    'linux/amd64',
  ]);
});

test('of several builds of Windows the one asked for is taken, else the newest', () => {
  const offered = ['windows(10.0.17763.9)/amd64', 'windows(10.0.20348.2)/amd64', 'windows(10.0.17763.10)/amd64'];
  assert.equal(fitting('windows/amd64', ...offered)[0], 'windows(10.0.20348.2)/amd64');
  assert.deepEqual(fitting('windows(10.0.17763)/amd64', ...offered), [
    'windows(10.0.17763.10)/amd64',
    'windows(10.0.17763.9)/amd64',
  ]);
  for (const order of [offered, offered.toReversed()]) {
    assert.equal(fitting('windows(10.0.17763.9)/amd64', ...order)[0], 'windows(10.0.17763.9)/amd64');
  }
});

test('what stands beside the images is counted and never taken', () => {
  const {
    fitting: found,
    others,
    unnamed,
    attestations,
    artifacts,
  } = chosen([
    entry('by annotation', { platform: AMD64, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }),
    entry('by artifact type', { platform: AMD64, artifactType: 'application/vnd.docker.attestation.manifest.v1+json' }),
    entry('of no platform', { platform: { os: 'unknown', architecture: 'unknown' } }),
    entry('of no known type', { platform: AMD64, mediaType: 'application/vnd.acme.thing+json' }),
    entry('an artifact', { platform: AMD64, artifactType: 'application/vnd.acme.thing' }),
  ]);
  assert.deepEqual([found, others, unnamed, attestations, artifacts], [[], [], [], 2, 3]);
});

test('entries of every kind of image are candidates', () => {
  for (const mediaType of [...Object.values(MEDIA_TYPES), '', 'application/json']) {
    assert.equal(chosen([entry('x', { mediaType, platform: AMD64 })]).fitting.length, 1, mediaType);
  }
  assert.equal(
    chosen([entry('x', { platform: AMD64, artifactType: 'application/vnd.oci.image.config.v1+json' })]).fitting.length,
    1,
  );
});

test('entries that name no platform are kept apart, each once', () => {
  const { unnamed, others } = chosen([entry('a'), named('linux/s390x'), entry('a'), entry('b')]);
  assert.deepEqual([unnamed, others], [[entry('a'), entry('b')], [named('linux/s390x')]]);
});
