import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanError } from '../../src/model/errors.ts';
import { parseReference } from '../../src/model/reference.ts';
import { TransientError } from '../../src/registry/attempt.ts';
import { blobError, manifestError } from '../../src/registry/oci-error.ts';
import type { Answer } from '../../src/registry/transport.ts';
import { fakeClock } from '../support/clock.ts';
import { digestOf } from '../support/images.ts';

const digest = digestOf(Buffer.from('x'));

function answerOf(status: number, body: string): Answer {
  return {
    url: new URL('https://reg.example/v2/app/manifests/v1?sig=secret'),
    status,
    header: () => undefined,
    // Whatever it calls itself.
    headers: (name) => (name === 'content-type' ? ['text/html'] : []),
    body: (async function* () {
      yield await Promise.resolve(Buffer.from(body));
    })(),
    cancel: () => undefined,
  };
}

const options = (reference = 'reg.example/acme/app') => ({
  reference: parseReference(reference),
  clock: fakeClock(),
  signal: new AbortController().signal,
});

const oci = (code: string, message = 'because') => JSON.stringify({ errors: [{ code, message }] });

const manifests: readonly (readonly [number, string, string, RegExp])[] = [
  [404, oci('MANIFEST_UNKNOWN'), 'IMAGE_NOT_FOUND', /There is no v1 of acme\/app in reg\.example/],
  [404, oci('NAME_UNKNOWN'), 'IMAGE_NOT_FOUND', /There is no repository acme\/app in reg\.example/],
  [404, '<html>Not found</html>', 'IMAGE_NOT_FOUND', /There is no v1/],
  [404, oci('DENIED'), 'UNAUTHORIZED', /does not let these credentials pull acme\/app \(DENIED, because\)/],
  [400, oci('denied'), 'UNAUTHORIZED', /does not let/],
  [400, oci('NAME_UNKNOWN'), 'IMAGE_NOT_FOUND', /no repository/],
  [400, oci('NAME_INVALID'), 'REGISTRY_REFUSED', /answered 400 .*NAME_INVALID, because/],
  [403, 'forbidden', 'UNAUTHORIZED', /forbidden/],
  [401, oci('UNAUTHORIZED'), 'UNAUTHORIZED', /does not let/],
  [405, oci('UNSUPPORTED'), 'REGISTRY_REFUSED', /answered 405/],
];

for (const [status, body, code, message] of manifests) {
  test(`a manifest that is refused with ${status} and ${body} is ${code}`, async () => {
    const error = await manifestError(answerOf(status, body), 'v1', options());
    assert.ok(error instanceof ScanError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /secret/);
  });
}

test('only a blob that the registry does not have is called missing', async () => {
  const codes = await Promise.all(
    [404, 403, 405].map(async (status) => {
      const error = await blobError(answerOf(status, oci('BLOB_UNKNOWN')), digest, options());
      return error instanceof ScanError ? error.code : undefined;
    }),
  );
  assert.deepEqual(codes, ['BLOB_NOT_FOUND', 'UNAUTHORIZED', 'REGISTRY_REFUSED']);
  assert.ok((await blobError(answerOf(503, ''), digest, options())) instanceof TransientError);
});

test('a limit of Docker Hub is answered with the hint to log in, and stays one that may pass', async () => {
  const hub = await manifestError(answerOf(429, oci('TOOMANYREQUESTS')), 'v1', options('alpine'));
  assert.ok(hub instanceof TransientError);
  assert.match(hub.outcome.hint ?? '', /Docker Hub .*docker login/);
  const elsewhere = await manifestError(answerOf(429, oci('TOOMANYREQUESTS')), 'v1', options());
  assert.ok(elsewhere instanceof TransientError);
  assert.doesNotMatch(elsewhere.outcome.hint ?? '', /Docker Hub/);
});
