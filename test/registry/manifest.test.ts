import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Digest } from '../../src/model/digest.ts';
import { ScanError } from '../../src/model/errors.ts';
import { MEDIA_TYPES } from '../../src/model/media-type.ts';
import { parseReference } from '../../src/model/reference.ts';
import { fetchManifest, type ManifestAnswer } from '../../src/registry/manifest.ts';
import type { RequestHeaders } from '../../src/registry/transport.ts';
import { digestOf, json, makeImageOf } from '../support/images.ts';
import { schema1Document, signedSchema1 } from '../support/schema1.ts';

const image = makeImageOf([[{ path: 'a' }]]);
const { digest } = image.manifest;
const other = makeImageOf([[{ path: 'b' }]]).manifest;
const signed = signedSchema1(image.layers.map((layer) => ({ blob: layer })));
const gone = new ScanError('IMAGE_NOT_FOUND', 'gone');

type Answering = (
  name: string,
  headers: RequestHeaders,
  count: number,
) => Pick<ManifestAnswer, 'bytes'> & Partial<ManifestAnswer>;

/** Asks a registry that answers like this; tells what came of it and what was asked. */
async function ask(
  name: { readonly tag?: string; readonly digest?: Digest },
  answering: Answering,
  signal = new AbortController().signal,
) {
  const asked: { readonly name: string; readonly headers: RequestHeaders }[] = [];
  const notices: string[] = [];
  const ref = await fetchManifest(name, {
    reference: parseReference('ghcr.io/acme/app'),
    ask: async (wanted, headers) => {
      asked.push({ name: wanted, headers });
      return await Promise.resolve({ contentType: undefined, claimed: undefined, ...answering(wanted, headers, asked.length) });
    },
    onNotice: (text) => void notices.push(text),
    signal,
  });
  return { ref, notices, asked: asked.map((request) => request.name), headers: asked.map((request) => request.headers) };
}

test('every format is asked for, the newest first and the first Docker format last', async () => {
  const { headers } = await ask({ tag: 'v1' }, () => image.manifest);
  const accepted = String(headers[0]?.['accept']).split(', ');
  assert.deepEqual(accepted, [
    MEDIA_TYPES.ociIndex,
    MEDIA_TYPES.dockerList,
    MEDIA_TYPES.ociManifest,
    MEDIA_TYPES.dockerManifest,
    MEDIA_TYPES.schema1Signed,
    MEDIA_TYPES.schema1,
  ]);
});

test('by tag, the digest is that of the bytes, and a header that claims another is told of (kaniko#298, distribution#2395)', async () => {
  const claimed = digestOf(Buffer.from('other'));
  const { ref, notices } = await ask({ tag: 'v1' }, () => ({ ...image.manifest, claimed }));
  assert.equal(ref.digest, digest);
  assert.deepEqual(notices, [`ghcr.io calls acme/app:v1 ${claimed}; its bytes are ${digest}, which counts.`]);
});

test('by tag, a header that is right, missing, or no digest is nothing to tell of', async () => {
  for (const claimed of [digest, undefined, 'no digest', `sha512:${'0'.repeat(128)}`]) {
    assert.deepEqual((await ask({ tag: 'v1' }, () => ({ ...image.manifest, claimed }))).notices, []);
  }
});

test('by digest, a cache that sends other bytes is passed once', async () => {
  const { ref, headers } = await ask({ digest }, (_, __, count) => (count === 1 ? other : image.manifest));
  assert.equal(ref.digest, digest);
  assert.deepEqual(
    headers.map((sent) => sent['cache-control']),
    [undefined, 'no-cache'],
  );
});

test('by digest, other bytes are refused, whatever the header claims', async () => {
  let count = 0;
  const lying: Answering = () => {
    count += 1;
    return { ...other, claimed: digest };
  };
  await assert.rejects(ask({ digest }, lying), {
    code: 'DIGEST_MISMATCH',
    message: new RegExp(`${digest} and sent ${other.digest}`),
  });
  assert.equal(count, 2);
});

test('by digest, its own algorithm is the one that counts', async () => {
  const long: Digest = `sha512:${createHash('sha512').update(image.manifest.bytes).digest('hex')}`;
  assert.equal((await ask({ digest: long }, () => image.manifest)).ref.digest, long);
});

test('with tag and digest together, the digest is asked for', async () => {
  assert.deepEqual((await ask({ tag: 'v1', digest }, () => image.manifest)).asked, [digest]);
});

test('a registry that does not answer to digests is asked by tag, and its bytes must be the same', async () => {
  const byTagOnly: Answering = (name) => {
    if (name === digest) throw gone;
    return image.manifest;
  };
  const { ref, asked, notices } = await ask({ tag: 'v1', digest }, byTagOnly);
  assert.deepEqual([ref.digest, asked], [digest, [digest, 'v1']]);
  assert.match(String(notices[0]), /found under the tag v1/);
});

test('a tag that has moved on from the digest is not taken for it', async () => {
  const moved: Answering = (name) => {
    if (name === digest) throw gone;
    return other;
  };
  await assert.rejects(ask({ tag: 'v1', digest }, moved), {
    code: 'IMAGE_NOT_FOUND',
    message: new RegExp(`There is no ${digest} .* the tag v1 is ${other.digest} now`),
  });
});

test('without a tag, or without anything under it, a digest that is not there is not there', async () => {
  const nothing: Answering = (name) => {
    throw name === digest ? gone : new ScanError('IMAGE_NOT_FOUND', `There is no ${name}.`);
  };
  await assert.rejects(ask({ digest }, nothing), gone);
  await assert.rejects(ask({ tag: 'v1', digest }, nothing), gone);
});

test('only an image that is not there is looked for by tag', async () => {
  const denied = new ScanError('UNAUTHORIZED', 'no');
  const names: string[] = [];
  const refusing: Answering = (name) => {
    names.push(name);
    throw denied;
  };
  await assert.rejects(ask({ tag: 'v1', digest }, refusing), denied);
  assert.deepEqual(names, [digest]);
});

test('a registry that understands one type a line only is asked that way before the first format is believed (containerd#5632)', async () => {
  const understanding: Answering = (_, { accept }) => (Array.isArray(accept) ? image.manifest : signed);
  const { ref, notices } = await ask({ tag: 'v1' }, understanding);
  assert.deepEqual([ref.kind, ref.digest, notices], ['manifest', digest, []]);
});

test('a signed manifest of the first format is named by its payload, and told of once', async () => {
  const { ref, asked, notices } = await ask({ tag: 'v1' }, () => signed);
  assert.deepEqual([ref.kind, ref.digest, asked], ['schema1', signed.digest, ['v1', 'v1']]);
  assert.equal(notices.length, 1);
  assert.match(String(notices[0]), /schema 1/);
  const pinned = await ask({ digest: signed.digest }, () => signed);
  assert.deepEqual([pinned.ref.digest, pinned.asked], [signed.digest, [signed.digest]]);
});

test('an unsigned manifest of the first format is named by its bytes', async () => {
  const bytes = json(schema1Document(image.layers.map((layer) => ({ blob: layer }))));
  assert.equal((await ask({ tag: 'v1' }, () => ({ bytes }))).ref.digest, digestOf(bytes));
});

test('what is signed is what is read, not what surrounds it', async () => {
  const [layer] = image.layers;
  const text = signed.bytes.toString('utf8').replaceAll(`${layer?.digest}`, digestOf(Buffer.from('evil')));
  await assert.rejects(
    ask({ digest: signed.digest }, () => ({ bytes: Buffer.from(text) })),
    { code: 'DIGEST_MISMATCH' },
  );
  const appended = Buffer.from(signed.bytes.toString('utf8').replace('"signatures"', '"architecture": "evil", "signatures"'));
  const { ref } = await ask({ digest: signed.digest }, () => ({ bytes: appended }));
  assert.ok(ref.kind === 'schema1');
  assert.equal(ref.config.platform.architecture, 'amd64');
});

test('the second question is a chance, and its failure is none; but an abort is one', async () => {
  const once: Answering = (_, { accept }) => {
    if (Array.isArray(accept)) throw new ScanError('REGISTRY_REFUSED', 'no');
    return signed;
  };
  assert.equal((await ask({ tag: 'v1' }, once)).ref.kind, 'schema1');
  const stop = new AbortController();
  const aborting: Answering = (_, { accept }) => {
    if (!Array.isArray(accept)) return signed;
    stop.abort();
    throw new ScanError('ABORTED', 'stopped');
  };
  await assert.rejects(ask({ tag: 'v1' }, aborting, stop.signal), { code: 'ABORTED' });
});
