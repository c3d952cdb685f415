import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanError } from '../../src/model/errors.ts';
import { unreadLayer } from '../../src/model/foreign.ts';
import type { Layer } from '../../src/model/image.ts';
import { digestOf } from '../support/images.ts';

const digest = digestOf(Buffer.from('x'));
const urls = ['https://mcr.microsoft.com/v2/windows/blobs/x?sig=secret', 'https://mcr.microsoft.com/other', 'no address'];
const layer: Layer = { index: 2, diffID: digest, descriptor: { mediaType: '', digest, size: 7, urls } };
const missing = new ScanError('BLOB_NOT_FOUND', 'gone');

test('a layer that its registry does not hold and says is elsewhere is a gap that names the host alone', () => {
  assert.deepEqual(unreadLayer(layer, missing), {
    layer: { ...layer, size: 7 },
    gap: { subject: 'layer 3', reason: 'it is kept elsewhere (mcr.microsoft.com, an unreadable address) and was not read' },
  });
});

test('every other failure, and every other layer, ends the scan', () => {
  const { urls: _, ...own } = layer.descriptor;
  assert.equal(unreadLayer({ ...layer, descriptor: own }, missing), undefined);
  for (const error of [
    new ScanError('NETWORK', 'x'),
    new ScanError('UNAUTHORIZED', 'x'),
    new ScanError('DIGEST_MISMATCH', 'x'),
    new Error('bug'),
  ]) {
    assert.equal(unreadLayer(layer, error), undefined);
  }
});
