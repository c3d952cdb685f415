import { MEDIA_TYPES } from '../../src/model/media-type.ts';
import { blob, digestOf, json, type MadeBlob } from './images.ts';

export interface Schema1Step {
  readonly blob: Pick<MadeBlob, 'digest'>;
  /** The v1 image's fields, beside id and parent. */
  readonly image?: Readonly<Record<string, unknown>>;
}

export interface Schema1Options {
  /** Replaces fields of the manifest: for those that contradict themselves. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly signatures?: number;
}

/** A step's id, made of its place: 0 is the lowest. */
export function idOf(place: number): string {
  return digestOf(Buffer.from(String(place))).slice('sha256:'.length);
}

/** A manifest of Docker's first format, from steps that are listed lowest first. */
export function schema1Document(steps: readonly Schema1Step[], manifest: Schema1Options['manifest'] = {}) {
  const newestFirst = steps
    .map(({ blob: { digest }, image }, place) => ({
      blobSum: digest,
      v1Compatibility: JSON.stringify({ id: idOf(place), ...(place === 0 ? {} : { parent: idOf(place - 1) }), ...image }),
    }))
    .toReversed();
  return {
    schemaVersion: 1,
    name: 'app',
    tag: 'v1',
    architecture: 'amd64',
    fsLayers: newestFirst.map(({ blobSum }) => ({ blobSum })),
    history: newestFirst.map(({ v1Compatibility }) => ({ v1Compatibility })),
    ...manifest,
  };
}

/** The manifest, signed as registries sign: its digest is the payload's, its bytes are more than that. */
export function signedSchema1(steps: readonly Schema1Step[], { manifest, signatures = 1 }: Schema1Options = {}) {
  const payload = Buffer.from(JSON.stringify(schema1Document(steps, manifest), undefined, 3));
  const tail = '\n}';
  const bytes = sign(
    payload,
    tail,
    Array.from({ length: signatures }, () => protectedHeader(payload.length - tail.length, tail)),
  );
  return { ...blob(payload), payload, bytes, mediaType: MEDIA_TYPES.schema1Signed as string };
}

export function protectedHeader(formatLength: number, tail: string): string {
  const header = { formatLength, formatTail: Buffer.from(tail).toString('base64url'), time: '2016-01-01T00:00:00Z' };
  return json(header).toString('base64url');
}

export function sign(payload: Buffer, tail: string, headers: readonly string[]): Buffer {
  const signatures = headers.map((header) => ({ header: { alg: 'ES256' }, signature: 'AAAA', protected: header }));
  const head = payload.subarray(0, payload.length - Buffer.byteLength(tail));
  return Buffer.concat([head, Buffer.from(`,\n   "signatures": ${JSON.stringify(signatures)}${tail}`)]);
}
