import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ScanError } from '../../src/model/errors.ts';
import { payloadOf } from '../../src/model/jws.ts';
import { blob, digestOf, json, makeImageOf } from '../support/images.ts';
import { protectedHeader, schema1Document, sign, signedSchema1 } from '../support/schema1.ts';

const steps = [{ blob: blob(Buffer.from('a')) }];

test('of a signed manifest, what was signed counts', () => {
  for (const signatures of [1, 3]) {
    const { bytes, payload, digest } = signedSchema1(steps, { signatures });
    assert.notEqual(digestOf(bytes), digest);
    assert.deepEqual(payloadOf(bytes), payload);
  }
});

test('every other document counts as it came', () => {
  const { manifest } = makeImageOf([[{ path: 'a' }]]);
  const unsigned = [
    manifest.bytes,
    json(schema1Document(steps)),
    json({ ...schema1Document(steps), signatures: [] }),
    Buffer.from('{'),
  ];
  for (const bytes of unsigned) assert.equal(payloadOf(bytes), bytes);
});

test('signatures on another format change nothing of it', () => {
  const signatures = [{ protected: protectedHeader(1, '}') }];
  for (const other of [
    { schemaVersion: 2, fsLayers: [] },
    { schemaVersion: 1, layers: [] },
  ]) {
    const bytes = json({ ...other, signatures });
    assert.equal(payloadOf(bytes), bytes);
  }
});

const { payload } = signedSchema1(steps);
const good = protectedHeader(payload.length - 2, '\n}');
const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['signatures of two lengths', [good, protectedHeader(payload.length - 3, '\n}')], /disagree/],
  ['signatures of two tails', [good, protectedHeader(payload.length - 2, '\n }')], /disagree/],
  ['a length beyond the end', [protectedHeader(1e6, '\n}')], /more bytes than there are/],
  ['a negative length', [protectedHeader(-1, '\n}')], /formatLength/],
  ['a header that is no JSON', ['????'], /not a JSON object/],
];

for (const [what, headers, message] of refused) {
  test(`a signed manifest is refused: ${what}`, () =>
    assert.throws(() => payloadOf(sign(payload, '\n}', headers)), { code: 'MANIFEST_INVALID', message }));
}

test('whatever signatures hold, nothing but our own error is thrown', () => {
  const header = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => json(value).toString('base64url')),
    fc.record({ formatLength: fc.integer(), formatTail: fc.string() }).map((value) => json(value).toString('base64url')),
  );
  fc.assert(
    fc.property(fc.array(header), (headers) => {
      try {
        payloadOf(sign(payload, '\n}', headers));
      } catch (error) {
        assert.ok(error instanceof ScanError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
