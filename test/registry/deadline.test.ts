import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { deadlineOf, expiryOf } from '../../src/registry/deadline.ts';

const MOMENT = Date.UTC(2026, 0, 2, 3, 4, 5);
const UNIX = MOMENT / 1000;
const policy = (text: string): string =>
  Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

const cases: readonly (readonly [string, string, number | undefined])[] = [
  ['S3 with signature version 4', 'X-Amz-Date=20260102T030405Z&X-Amz-Expires=600&X-Amz-Signature=x', MOMENT + 600_000],
  ['S3 with signature version 2', `AWSAccessKeyId=x&Expires=${UNIX}&Signature=x`, MOMENT],
  ['Google Cloud Storage', 'X-Goog-Date=20260102T030405Z&X-Goog-Expires=900', MOMENT + 900_000],
  ['CloudFront without a policy', `Expires=${UNIX}&Signature=x&Key-Pair-Id=k`, MOMENT],
  [
    'CloudFront with a policy',
    `Policy=${policy(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":${UNIX}}}}]}`)}&Key-Pair-Id=k`,
    MOMENT,
  ],
  ['an Azure signature', 'se=2026-01-02T03%3A04%3A05Z&sig=x&sp=r', MOMENT],
  ['an se that is no Azure signature', 'se=2026-01-02T03%3A04%3A05Z', undefined],
  ['Akamai', `akamai_signature=exp=${UNIX}~acl=*~hmac=x`, MOMENT],
  ['Quay behind Cloudflare', `cf_sign=x&cf_expiry=${UNIX}`, MOMENT],
  ['Alibaba OSS version 4', 'x-oss-date=20260102T030405Z&x-oss-expires=60', MOMENT + 60_000],
  ['Alibaba OSS version 2', `x-oss-expires=${UNIX}`, MOMENT],
  ['Tencent COS', `q-sign-time=1;${UNIX}&q-key-time=1;${UNIX + 60}`, MOMENT],
  ['OpenStack Swift, either way', 'temp_url_sig=x&temp_url_expires=2026-01-02T03:04:05Z', MOMENT],
  [
    'two schemes at once, of which the earlier holds',
    `X-Amz-Date=20260102T030405Z&X-Amz-Expires=600&hdnts=exp=${UNIX}~hmac=x`,
    MOMENT,
  ],
  ['OpenStack Swift in seconds', `temp_url_sig=x&temp_url_expires=${UNIX}`, MOMENT],
  ['OpenStack Swift without a zone, which is UTC', 'temp_url_sig=x&temp_url_expires=2026-01-02T03:04:05', MOMENT],
  ['Google Cloud Storage with signature version 2', `GoogleAccessId=x&Expires=${UNIX}&Signature=x`, MOMENT],
  ['Google Cloud CDN', `Expires=${UNIX}&KeyName=k&Signature=x`, MOMENT],
  ['Alibaba OSS version 1', `OSSAccessKeyId=x&Expires=${UNIX}&Signature=x`, MOMENT],
  ['Huawei OBS', 'X-Obs-Date=20260102T030405Z&X-Obs-Expires=60', MOMENT + 60_000],
  ['Akamai under its other name', `hdnts=st=1~exp=${UNIX}~hmac=x`, MOMENT],
  ['an Azure signature whose key dies first', 'se=2026-01-09T03:04:05Z&ske=2026-01-02T03:04:05Z&sig=x', MOMENT],
  ['Tencent COS whose key dies first', `q-sign-time=1;${UNIX + 60}&q-key-time=1;${UNIX}`, MOMENT],
  ["Docker Hub's Cloudflare, whose timestamp may mean anything", `verify=${UNIX}-x`, undefined],
  ['a moment where a duration should be', `x-oss-date=20260102T030405Z&x-oss-expires=${UNIX + 60}`, MOMENT + 60_000],
  ['no number of seconds at all', 'X-Amz-Date=20260102T030405Z&X-Amz-Expires=', undefined],
  ['a duration where a moment should be', 'Expires=600', undefined],
  ['garbage', 'X-Amz-Date=yesterday&X-Amz-Expires=x&Expires=never', undefined],
  ['nothing', '', undefined],
];

for (const [what, query, expected] of cases) {
  test(`the expiry of ${what} is ${expected === undefined ? 'not known' : 'read from the query'}`, () => {
    assert.equal(expiryOf(new URL(`https://storage.example/blob?${query}`)), expected);
  });
}

test('a deadline is measured against the answer that gave the location, however wrong this machine is about the time', () => {
  const location = new URL('https://s/x?X-Amz-Date=20260102T030405Z&X-Amz-Expires=600');
  const date = new Date(MOMENT + 10_000).toUTCString();
  assert.equal(deadlineOf(location, date, { wall: MOMENT + 3_600_000, monotonic: 500 }), 500 + 590_000);
});

test('a cached redirect comes out in the past', () => {
  const location = new URL('https://s/x?X-Amz-Date=20260102T030405Z&X-Amz-Expires=600');
  const date = new Date(MOMENT + 700_000).toUTCString();
  assert.ok(Number(deadlineOf(location, date, { wall: 0, monotonic: 0 })) < 0);
});

test('a cache that keeps the date tells how old it is, and is believed', () => {
  const location = new URL('https://s/x?X-Amz-Date=20260102T030405Z&X-Amz-Expires=600');
  const date = new Date(MOMENT).toUTCString();
  const now = { wall: MOMENT, monotonic: 0 };
  assert.equal(deadlineOf(location, date, now, '590'), 10_000);
  assert.equal(deadlineOf(location, date, now, 'old'), 600_000);
});

test('no query makes the reader of deadlines throw, and what it reads is a number', () => {
  const names = [
    'X-Amz-Date',
    'X-Amz-Expires',
    'Expires',
    'se',
    'sig',
    'Policy',
    'Key-Pair-Id',
    'hdnts',
    'q-sign-time',
    'temp_url_expires',
  ];
  const value = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value)), fc.option(fc.string()), (pairs, date) => {
      const location = new URL(`https://s/x?${new URLSearchParams(pairs).toString()}`);
      const deadline = deadlineOf(location, date ?? undefined, { wall: 0, monotonic: 0 }, date ?? undefined);
      assert.ok(deadline === undefined || Number.isFinite(deadline));
    }),
  );
});
