import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPhoton } from '../../../src/advisories/formats/photon.ts';
import { BARE_ADVISORY, BARE_ENTRY, before, EVERY_VERSION, readAll, selection } from './reading.ts';

const PHOTON = 'Photon OS:4.0';

function read(rows: unknown, ecosystem = PHOTON) {
  const wanted = selection([PHOTON], ['curl', 'curl-libs', '__proto__']);
  return readAll(readPhoton(JSON.stringify(rows), { ecosystem, wanted }));
}

function row(members: object) {
  return { cve_id: 'CVE-2023-38546', pkg: 'curl', cve_score: 9.8, aff_ver: '', res_ver: 'NA', ...members };
}

test('rows of one vulnerability become one advisory', async () => {
  const fixed = { aff_ver: 'all versions before 7.88.1-4.ph4 are vulnerable', res_ver: '7.88.1-4.ph4', status: 'Fixed' };
  const { advisories, unread } = await read([row(fixed), row({ ...fixed, pkg: 'bash' }), row({ ...fixed, pkg: 'curl-libs' })]);
  assert.deepEqual(unread, []);
  const entry = { ...BARE_ENTRY, ecosystem: PHOTON, ranges: before('7.88.1-4.ph4') };
  assert.deepEqual(advisories, [
    {
      ...BARE_ADVISORY,
      id: 'PHOTON-CVE-2023-38546',
      aliases: ['CVE-2023-38546'],
      affected: [
        { ...entry, name: 'curl' },
        { ...entry, name: 'curl-libs' },
      ],
    },
  ]);
});

const rows: readonly (readonly [string, object, object])[] = [
  ['a package that is not affected', { status: 'Not Affected' }, { ranges: EVERY_VERSION, notAffected: true }],
  ['a package without affected versions', { aff_ver: 'NA', status: 'Fixed' }, { ranges: EVERY_VERSION, notAffected: true }],
  ['a package without a fix', { aff_ver: 'all versions are vulnerable' }, { ranges: EVERY_VERSION }],
  [
    'a package whose fix stands in words alone',
    { aff_ver: 'all versions before 1-2.ph4 are vulnerable' },
    { ranges: before('1-2.ph4') },
  ],
];
for (const [title, members, expected] of rows) {
  test(`${title} is read as that`, async () => {
    const { advisories } = await read([row(members)]);
    assert.deepEqual(advisories[0]?.affected, [{ ...BARE_ENTRY, ecosystem: PHOTON, name: 'curl', ...expected }]);
  });
}

test('what has no CVE keeps its name', async () => {
  const { advisories } = await read([row({ cve_id: 'BDSA-2025-0719', pkg: '__proto__' })]);
  assert.deepEqual([advisories[0]?.id, advisories[0]?.aliases], ['BDSA-2025-0719', []]);
  assert.equal(advisories[0]?.affected[0]?.name, '__proto__');
});

test('what cannot be read is told of, and the rest counts', async () => {
  const { advisories, unread } = await read([{ pkg: 'curl' }, row({})]);
  assert.equal(advisories.length, 1);
  assert.match(unread[0] ?? '', /^row 1 of Photon OS:4\.0: cve_id/);
});

test('nothing is read for a release that is not wanted, and a page that is no list is an error', async () => {
  assert.deepEqual((await read([row({})], 'Photon OS:5.0')).advisories, []);
  await assert.rejects(read({ message: 'no' }));
});
