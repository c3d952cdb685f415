import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherNames, vulnerabilitiesOf } from '../../src/match/names.ts';
import { advisory } from '../support/advisories.ts';

test('a CVE is found in the id, the aliases and what is upstream', () => {
  const cve = ['CVE-2024-6119'];
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'CVE-2024-6119' })), cve);
  for (const id of ['DEBIAN-CVE-2024-6119', 'UBUNTU-CVE-2024-6119', 'ALPINE-CVE-2024-6119']) {
    assert.deepEqual(vulnerabilitiesOf(advisory({ id })), cve);
    assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'DSA-1', upstream: [id, 'CVE-2024-6119'] })), cve);
  }
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'GHSA-aaaa-bbbb-cccc', aliases: cve })), cve);
});

test('an erratum tells of each CVE that it lists under related', () => {
  const related = ['CVE-2024-2', 'CVE-2024-2000', 'CVE-2024-1000', 'RHSA-2024:1'];
  for (const id of ['ALSA-2024:1', 'RLSA-2024:1', 'RHSA-2024:1', 'USN-1-1', 'openSUSE-SU-2024:1-1', 'SUSE-SU-2024:1-1']) {
    assert.deepEqual(vulnerabilitiesOf(advisory({ id, related })), ['CVE-2024-1000', 'CVE-2024-2000'], id);
  }
});

test('what is related to anything but an erratum is another vulnerability', () => {
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'DEBIAN-CVE-2024-1000', related: ['CVE-2024-2000'] })), ['CVE-2024-1000']);
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'GO-2024-1', related: ['CVE-2024-2000'] })), ['GO-2024-1']);
});

test('without a CVE it is the GHSA, and without that the advisory', () => {
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'GO-2024-1', aliases: ['GHSA-aaaa-bbbb-cccc'] })), ['GHSA-aaaa-bbbb-cccc']);
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'DSA-1' })), ['DSA-1']);
  assert.deepEqual(vulnerabilitiesOf(advisory({ id: 'ALSA-2024:1' })), ['ALSA-2024:1']);
});

test('an erratum that mends or adds something is a vulnerability only by a CVE', () => {
  for (const id of ['ALBA-2024:1', 'ALEA-2024:1', 'RHBA-2024:1', 'RLEA-2024:1']) {
    assert.deepEqual(vulnerabilitiesOf(advisory({ id })), [], id);
    assert.deepEqual(vulnerabilitiesOf(advisory({ id, related: ['CVE-2024-1000'] })), ['CVE-2024-1000'], id);
  }
});

test('other names are those of the same vulnerability: none of an erratum, and none where there are several', () => {
  assert.deepEqual(otherNames(advisory({ id: 'GHSA-a', aliases: ['CVE-2024-1000', 'GO-2024-1'] })), [
    'GHSA-a',
    'CVE-2024-1000',
    'GO-2024-1',
  ]);
  assert.deepEqual(otherNames(advisory({ id: 'DEBIAN-CVE-2024-1000' })), ['CVE-2024-1000']);
  assert.deepEqual(otherNames(advisory({ id: 'ALSA-2024:1', related: ['CVE-2024-1000'] })), []);
  assert.deepEqual(otherNames(advisory({ id: 'X-1', aliases: ['CVE-2024-1000', 'CVE-2024-2000', 'GHSA-a'] })), []);
});
