import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DPKG_VERSIONS } from '../../src/ecosystems/dpkg/version.ts';
import { matchPackages } from '../../src/match/match.ts';
import type { Advisory } from '../../src/model/advisory.ts';
import { advisory, affected, indexOf, judged, pkg, until } from '../support/advisories.ts';

const PLAIN = { ecosystem: 'Ubuntu:22.04:LTS' };
const PRO = { ecosystem: 'Ubuntu:Pro:22.04:LTS' };
const FIPS = { ecosystem: 'Ubuntu:Pro:FIPS-updates:22.04:LTS' };

/** `version -> fix` or `version -> outlook` of the one vulnerability, where there is one. */
function judge(version: string, entries: Advisory['affected'], id = 'UBUNTU-CVE-2024-1000'): readonly string[] {
  const curl = judged(pkg('curl', version), {
    ecosystems: [PLAIN, PRO, FIPS].map(({ ecosystem }) => ecosystem),
    compare: DPKG_VERSIONS.compare,
  });
  return matchPackages([curl], indexOf(advisory({ id, affected: entries }))).findings.map(
    ({ fixedIn, outlook }) => `${version} -> ${fixedIn ?? outlook ?? 'none'}`,
  );
}

const FOR_SUBSCRIBERS = [affected('curl', until('7.81.0-1ubuntu1.10+esm1'), PRO)];
const FOR_BOTH = [...FOR_SUBSCRIBERS, affected('curl', until('7.81.0-1ubuntu1.5'), PLAIN)];

test('what only subscribers are told of affects everybody, and only they get the fix', () => {
  assert.deepEqual(judge('7.81.0-1ubuntu1.3', FOR_SUBSCRIBERS), ['7.81.0-1ubuntu1.3 -> will-not-fix']);
  assert.deepEqual(judge('7.81.0-1ubuntu1.11', FOR_SUBSCRIBERS), []);
});

test('builds that subscribers got are judged by what subscribers are told', () => {
  assert.deepEqual(judge('7.81.0-1ubuntu1.10+esm0', FOR_SUBSCRIBERS), ['7.81.0-1ubuntu1.10+esm0 -> 7.81.0-1ubuntu1.10+esm1']);
  assert.deepEqual(judge('7.81.0-1ubuntu1.10+esm1', FOR_SUBSCRIBERS), []);
  assert.deepEqual(judge('7.81.0-1ubuntu1.10+esm0', FOR_BOTH), ['7.81.0-1ubuntu1.10+esm0 -> 7.81.0-1ubuntu1.10+esm1']);
  assert.deepEqual(judge('7.81.0-1ubuntu1.1~esm1', [affected('curl', until('7.81.0-1ubuntu1.5'), PLAIN)]), [
    '7.81.0-1ubuntu1.1~esm1 -> 7.81.0-1ubuntu1.5',
  ]);
});

test('where everybody is told, that counts for everybody', () => {
  assert.deepEqual(judge('7.81.0-1ubuntu1.3', FOR_BOTH), ['7.81.0-1ubuntu1.3 -> 7.81.0-1ubuntu1.5']);
  assert.deepEqual(judge('7.81.0-1ubuntu1.5', FOR_BOTH), []);
});

test('a notice of a release to subscribers says nothing of what everybody has', () => {
  assert.deepEqual(judge('7.81.0-1ubuntu1.3', FOR_SUBSCRIBERS, 'USN-1000-1'), []);
});

test('the other products of the subscription are another matter', () => {
  assert.deepEqual(judge('7.81.0-1ubuntu1.3', [affected('curl', until('7.81.0-1ubuntu1.10+Fips1'), FIPS)]), []);
});
