import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../src/match/groups.ts';
import type { Advisory } from '../../src/model/advisory.ts';
import { advisory } from '../support/advisories.ts';

type Given = Partial<Advisory> & Pick<Advisory, 'id'>;

/** `CVE-1: A B` for each vulnerability. */
function groups(...given: readonly Given[]): readonly string[] {
  const hits = given.map((one) => ({ advisory: advisory(one), entries: [], fixedIn: undefined }));
  return [...gather(hits)].map(([id, group]) => `${id}: ${group.map((hit) => hit.advisory.id).join(' ')}`).sort();
}

/** The same, in whatever order they come. */
function grouped(...given: readonly Given[]): readonly string[] {
  const found = groups(...given);
  assert.deepEqual(groups(...given.toReversed()), found);
  return found;
}

test('names hold in both directions, and through as many advisories as it takes', () => {
  assert.deepEqual(
    grouped(
      { id: 'GO-2024-1', aliases: ['GHSA-a'] },
      { id: 'GHSA-a', aliases: ['CVE-2024-1000'] },
      { id: 'PYSEC-2024-1', aliases: ['GHSA-a'] },
      { id: 'X-1' },
      { id: 'X-2', aliases: ['X-1', 'PYSEC-2024-1'] },
    ),
    ['CVE-2024-1000: GHSA-a GO-2024-1 PYSEC-2024-1 X-1 X-2'],
  );
});

test('two advisories are one by a name that neither has as its id', () => {
  assert.deepEqual(grouped({ id: 'GO-2024-1', aliases: ['GHSA-a'] }, { id: 'X-1', aliases: ['GHSA-a'] }), [
    'GHSA-a: GO-2024-1 X-1',
  ]);
});

test('a vulnerability goes by its CVE, else by its GHSA, else by the name of an advisory', () => {
  assert.deepEqual(grouped({ id: 'GO-2024-1', aliases: ['GHSA-a', 'CVE-2024-1000'] }), ['CVE-2024-1000: GO-2024-1']);
  assert.deepEqual(grouped({ id: 'RUSTSEC-2024-1', aliases: ['GHSA-a'] }), ['GHSA-a: RUSTSEC-2024-1']);
  assert.deepEqual(grouped({ id: 'GO-2024-1', aliases: ['BIT-app-2024-1'] }), ['GO-2024-1: GO-2024-1']);
  assert.deepEqual(grouped({ id: 'GO-2024-1', aliases: ['BIT-a'] }, { id: 'X-1', aliases: ['BIT-a'] }), [
    'GO-2024-1: GO-2024-1 X-1',
  ]);
});

test('what is upstream is the same vulnerability, and what is related is so for errata alone', () => {
  assert.deepEqual(grouped({ id: 'DSA-1', upstream: ['DEBIAN-CVE-2024-1000'] }, { id: 'CVE-2024-1000' }), [
    'CVE-2024-1000: CVE-2024-1000 DSA-1',
  ]);
  assert.deepEqual(grouped({ id: 'GHSA-a', related: ['GHSA-b'] }, { id: 'GHSA-b' }), ['GHSA-a: GHSA-a', 'GHSA-b: GHSA-b']);
  for (const id of ['USN-1-1', 'ALSA-2024:1', 'openSUSE-SU-2024:1-1']) {
    assert.deepEqual(grouped({ id, related: ['CVE-2024-1000'] }), [`CVE-2024-1000: ${id}`]);
  }
});

test('an erratum is in the group of each of its CVEs, and does not make one of them', () => {
  assert.deepEqual(
    grouped(
      { id: 'ALSA-2024:1', related: ['CVE-2024-1000', 'CVE-2024-2000'] },
      { id: 'CVE-2024-1000' },
      { id: 'GHSA-b', aliases: ['CVE-2024-2000'] },
    ),
    ['CVE-2024-1000: ALSA-2024:1 CVE-2024-1000', 'CVE-2024-2000: ALSA-2024:1 GHSA-b'],
  );
});

test('what is tied to one CVE of an erratum has nothing to do with its others', () => {
  assert.deepEqual(
    grouped(
      { id: 'ALSA-2024:1', related: ['CVE-2024-1000', 'CVE-2024-2000'] },
      { id: 'GHSA-a', aliases: ['CVE-2024-1000'] },
      { id: 'GO-2024-1', aliases: ['GHSA-a'] },
    ),
    ['CVE-2024-1000: ALSA-2024:1 GHSA-a GO-2024-1', 'CVE-2024-2000: ALSA-2024:1'],
  );
});

test('where names lead to several CVEs each stays one of its own, and what names none belongs to each', () => {
  assert.deepEqual(
    grouped(
      { id: 'GHSA-a', aliases: ['CVE-2024-1000'] },
      { id: 'PYSEC-2024-1', aliases: ['GHSA-a', 'CVE-2024-2000'] },
      { id: 'GO-2024-1', aliases: ['GHSA-a'] },
    ),
    ['CVE-2024-1000: GHSA-a GO-2024-1', 'CVE-2024-2000: GO-2024-1 PYSEC-2024-1'],
  );
});

test('a chain of ten thousand names is one, in a moment', () => {
  const chain = Array.from({ length: 10_000 }, (_, place) => ({ id: `X-${place}`, aliases: [`X-${place + 1}`] }));
  assert.equal(groups(...chain, { id: 'Y', aliases: ['X-10000', 'CVE-2024-1000'] }).length, 1);
});
