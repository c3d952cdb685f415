import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descend, type DescentOptions } from '../src/descent.ts';
import { parseConfig } from '../src/model/config.ts';
import { ScanError } from '../src/model/errors.ts';
import type { Index, Ref } from '../src/model/image.ts';
import { parseRef } from '../src/model/manifest.ts';
import { MEDIA_TYPES } from '../src/model/media-type.ts';
import { parsePlatform } from '../src/model/platform.ts';
import { describe, json, makeImageOf, makeIndex, type MadeBlob, type MadeImage } from './support/images.ts';

type Document = MadeBlob & { readonly mediaType: string };

const RUNNER = parsePlatform('linux/amd64');
const platformOf = (text: string): { os: string; architecture: string; variant?: string } => {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
};
const imageFor = (platform: string): MadeImage => makeImageOf([[{ path: platform }]], { platform: platformOf(platform) });
const entryFor = (platform: string) => ({ image: imageFor(platform), platform: platformOf(platform) });
const unnamed = (image: MadeImage) => ({ image });
const nested = (document: Document, platform?: string) => ({
  image: { manifest: document },
  ...(platform === undefined ? {} : { platform: platformOf(platform) }),
});
const attestation = {
  image: makeImageOf([[{ path: 'statement' }]]),
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
};
const chart: Document = (() => {
  const config = { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: attestation.image.config.digest, size: 1 };
  const bytes = json({ schemaVersion: 2, config, layers: [] });
  return { ...makeImageOf([]).manifest, bytes, digest: describe({ bytes, digest: attestation.image.config.digest }, '').digest };
})();

const read = ({ bytes, digest, mediaType }: Document): Ref => parseRef(bytes, digest, mediaType);

/** Everything that can be asked for, and what was. */
function shelf(documents: readonly Document[], images: readonly MadeImage[]) {
  const asked: string[] = [];
  const options = (wanted?: string): DescentOptions => ({
    wanted: wanted === undefined ? undefined : parsePlatform(wanted),
    runner: RUNNER,
    ref: async (digest) => {
      asked.push(`ref ${digest}`);
      const found = [...documents, ...images.map(({ manifest }) => manifest)].find((document) => document.digest === digest);
      if (found === undefined) throw new ScanError('IMAGE_NOT_FOUND', `There is no ${digest}.`);
      return await Promise.resolve(read(found));
    },
    config: async (manifest) => {
      asked.push(`config of ${manifest.digest}`);
      const found = images.find((image) => image.manifest.digest === manifest.digest);
      assert.ok(found !== undefined);
      return await Promise.resolve(parseConfig(found.config.bytes));
    },
  });
  return { asked, options };
}

/** Which of the images an index leads to. */
async function led(index: Document, images: readonly MadeImage[], wanted?: string, documents: readonly Document[] = []) {
  const place = shelf(documents, images);
  const leaf = await descend(read(index) as Index, place.options(wanted));
  const at = images.findIndex(({ manifest }) => manifest.digest === leaf.manifest.digest);
  return { at, leaf, asked: place.asked };
}

const [amd, arm, s390] = [entryFor('linux/amd64'), entryFor('linux/arm64'), entryFor('linux/s390x')];
const images = [amd.image, arm.image, s390.image];

test("the wanted platform's image is taken, else the runner's own, else the only one there is", async () => {
  const index = makeIndex([attestation, arm, amd]);
  assert.equal((await led(index, images, 'linux/arm64')).at, 1);
  assert.equal((await led(index, images)).at, 0);
  assert.equal((await led(makeIndex([s390, attestation]), images)).at, 2);
});

test('what names its platform is taken at its word: one document is asked for', async () => {
  assert.deepEqual((await led(makeIndex([arm, amd]), images)).asked, [`ref ${amd.image.manifest.digest}`]);
});

test('a platform that is not there is answered with those that are, each once', async () => {
  const another = { ...amd, image: makeImageOf([[{ path: 'another' }]]) };
  const index = makeIndex([amd, entryFor('linux/arm/v7'), attestation, another]);
  await assert.rejects(led(index, images, 'linux/s390x'), {
    code: 'PLATFORM_NOT_FOUND',
    message: /not offered for linux\/s390x, only for linux\/amd64, linux\/arm\/v7\./,
  });
  await assert.rejects(led(makeIndex([arm, s390]), images), { code: 'PLATFORM_NOT_FOUND' });
  await assert.rejects(
    led(makeIndex([arm]), images, 'linux/s390x'),
    { code: 'PLATFORM_NOT_FOUND' },
    'the only one, and not wanted',
  );
});

test('an index without an image says what it holds instead', async () => {
  const cases: readonly (readonly [Document, RegExp])[] = [
    [makeIndex([attestation]), /only attestations\./],
    [
      makeIndex([attestation, { ...amd, platform: { os: 'unknown', architecture: 'unknown' } }]),
      /only attestations and artifacts\./,
    ],
    [makeIndex([nested(chart, 'linux/amd64')]), /only artifacts\./],
    [makeIndex([]), /is empty/],
  ];
  for (const [index, message] of cases) {
    await assert.rejects(led(index, images, undefined, [chart]), { code: 'NOT_AN_IMAGE', message });
  }
});

test('entries that name no platform are looked into, and the best of them is taken', async () => {
  const v6 = imageFor('linux/arm/v6');
  const v7 = imageFor('linux/arm/v7');
  const index = makeIndex([unnamed(arm.image), unnamed(v6), unnamed(v7), unnamed(s390.image)]);
  const all = [arm.image, v6, v7, s390.image];
  const exact = await led(index, all, 'linux/arm/v7');
  assert.deepEqual([exact.at, exact.leaf.config?.platform.variant], [2, 'v7']);
  assert.equal(exact.asked.length, 6, 'after the exact one, nothing more is asked for');
  assert.equal((await led(index, all, 'linux/arm/v8')).at, 2);
  assert.equal((await led(makeIndex([unnamed(v6)]), [v6])).at, 0, 'the only one there is');
  await assert.rejects(led(index, all, 'linux/ppc64le'), {
    code: 'PLATFORM_NOT_FOUND',
    message: /only for linux\/arm64, linux\/arm\/v6/,
  });
});

test('an entry that names the platform goes before one that has to be looked into', async () => {
  const other = makeImageOf([[{ path: 'other' }]]);
  const { at, asked } = await led(makeIndex([unnamed(other), amd]), [other, amd.image]);
  assert.deepEqual([at, asked.length], [1, 1]);
});

test('an index in an index is gone into, with and without a platform of its own', async () => {
  const inner = makeIndex([arm, amd]);
  for (const platform of [undefined, 'linux/amd64']) {
    assert.equal((await led(makeIndex([nested(inner, platform)]), images, undefined, [inner])).at, 0);
  }
  const middle = makeIndex([nested(inner)]);
  assert.equal((await led(makeIndex([nested(middle)]), images, 'linux/arm64', [inner, middle])).at, 1);
});

test('an inner index that does not have the platform is passed over for the next', async () => {
  const without = makeIndex([s390]);
  const index = makeIndex([nested(without, 'linux/amd64'), nested(without), nested(makeIndex([amd]))]);
  assert.equal((await led(index, images, undefined, [without, makeIndex([amd])])).at, 0);
});

test('an inner index that does not hold what its entry says is not offered', async () => {
  const inner = makeIndex([s390]);
  await assert.rejects(led(makeIndex([nested(inner, 'linux/amd64'), arm]), images, undefined, [inner]), {
    code: 'PLATFORM_NOT_FOUND',
    message: /only for linux\/arm64, linux\/s390x\./,
  });
});

test('the only image of an inner index is taken where nobody asked for a platform', async () => {
  const inner = makeIndex([attestation, s390]);
  assert.equal((await led(makeIndex([nested(inner)]), images, undefined, [inner])).at, 2);
  assert.equal((await led(makeIndex([nested(inner, 'linux/s390x')]), images, undefined, [inner])).at, 2);
});

test('a child that cannot be had ends the search, even where another one would do', async () => {
  const lost = entryFor('linux/amd64/v1');
  const index = makeIndex([{ image: makeImageOf([[{ path: 'lost' }]]), platform: lost.platform }, amd]);
  await assert.rejects(led(index, images), { code: 'IMAGE_NOT_FOUND' });
  const broken = { ...makeIndex([amd]), bytes: json({ manifests: [], layers: [] }) };
  await assert.rejects(led(makeIndex([nested(broken), unnamed(amd.image)]), images, undefined, [broken]), {
    code: 'MANIFEST_INVALID',
  });
});

test('a child that is no image is passed over', async () => {
  const index = makeIndex([nested(chart, 'linux/amd64'), amd]);
  assert.equal((await led(index, images, undefined, [chart])).at, 0);
});

test('a child that is not what the index calls it is refused', async () => {
  const inner = makeIndex([amd]);
  const misnamed = { ...nested(inner), image: { manifest: { ...inner, mediaType: MEDIA_TYPES.ociManifest as string } } };
  await assert.rejects(led(makeIndex([misnamed]), images, undefined, [inner]), { code: 'MANIFEST_INVALID', message: /calls it/ });
});

test('a child that the index carries is not asked for', async () => {
  const { manifest } = amd.image;
  const entry = { ...describe(manifest, manifest.mediaType), platform: amd.platform, data: manifest.bytes.toString('base64') };
  const bytes = json({ schemaVersion: 2, manifests: [entry] });
  const { at, asked } = await led({ ...makeIndex([]), bytes }, images);
  assert.deepEqual([at, asked], [0, []]);
});

test('four indexes in a row are too many', async () => {
  const [third, fourth] = [makeIndex([amd]), makeIndex([arm])];
  const second = makeIndex([nested(third)]);
  assert.equal((await led(makeIndex([nested(second)]), images, undefined, [second, third])).at, 0);
  const deeper = makeIndex([nested(fourth)]);
  const deep = makeIndex([nested(deeper)]);
  await assert.rejects(led(makeIndex([nested(deep)]), images, undefined, [deep, deeper, fourth]), {
    code: 'MANIFEST_INVALID',
    message: /deeper than 3/,
  });
});

test('an index that contains itself is refused', async () => {
  const place = shelf([], images);
  const entry = { mediaType: MEDIA_TYPES.ociIndex, digest: amd.image.manifest.digest, size: 1 };
  const own: Index = { kind: 'index', digest: entry.digest, mediaType: entry.mediaType, manifests: [entry] };
  await assert.rejects(descend(own, { ...place.options(), ref: () => Promise.resolve(own) }), {
    code: 'MANIFEST_INVALID',
    message: /contains itself/,
  });
});

test('an index of endlessly many unnamed entries is not looked into for ever', async () => {
  const many = Array.from({ length: 101 }, (_, place) =>
    makeImageOf([[{ path: String(place) }]], { platform: platformOf('linux/s390x') }),
  );
  await assert.rejects(led(makeIndex(many.map(unnamed)), many), { code: 'LIMIT_EXCEEDED' });
});
