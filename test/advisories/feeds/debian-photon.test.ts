import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEBIAN_TRACKER } from '../../../src/advisories/feeds/debian-tracker.ts';
import { PHOTON } from '../../../src/advisories/feeds/photon.ts';
import { linesOf, publisher } from './publisher.ts';

test('the tracker of Debian is one document for all releases', async () => {
  const issue = { releases: { bookworm: { status: 'open', urgency: 'low' }, trixie: { status: 'open', urgency: 'low' } } };
  await using at = await publisher({ '/json': JSON.stringify({ curl: { 'CVE-2024-1': issue }, vim: { 'CVE-2024-2': issue } }) });
  const told = await at.ask(DEBIAN_TRACKER, { ecosystems: ['Debian:12'], names: ['curl'] });
  assert.deepEqual(linesOf(told), ['CVE-2024-1 in Debian:12 curl']);
  assert.ok(DEBIAN_TRACKER.covers('Debian:12'));
  assert.ok(!DEBIAN_TRACKER.covers('Debian:sid') && !DEBIAN_TRACKER.covers('Ubuntu:24.04'));
});

test('Photon OS has a document for each release, and a list of them', async () => {
  const rows = JSON.stringify([{ cve_id: 'CVE-2024-1', pkg: 'curl', res_ver: '8.1-2.ph5' }]);
  await using at = await publisher({
    '/photon_versions.json': JSON.stringify({ branches: ['4.0', '5.0'] }),
    '/cve_data_photon4.0.json': rows,
    '/cve_data_photon5.0.json': rows,
  });
  const told = await at.ask(PHOTON, { ecosystems: ['Photon OS:5.0'], names: ['curl'] });
  assert.deepEqual(linesOf(told), ['CVE-2024-1 in Photon OS:5.0 curl']);
  assert.deepEqual(at.requests, ['/cve_data_photon5.0.json']);
  assert.equal((await at.ask(PHOTON, {})).length, 2);
  at.documents.set('/photon_versions.json', JSON.stringify({ branches: ['../../etc'] }));
  at.cache.kept.clear();
  at.requests.splice(0);
  await assert.rejects(at.ask(PHOTON, {}));
  assert.deepEqual(at.requests, ['/photon_versions.json']);
});
