import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseScore } from '../../src/match/cvss.ts';
import { rate, worst } from '../../src/match/severity.ts';
import type { Advisory, Affected } from '../../src/model/advisory.ts';
import { advisory, affected } from '../support/advisories.ts';

const V2 = { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' };
const V30 = { type: 'CVSS_V3', score: 'CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N' };
const V31 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
const V4 = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N' };

function rated(given: Partial<Advisory>, entry: Partial<Affected> = {}) {
  return rate(advisory({ id: 'A-1', ...given }), [affected('p', [], entry)]);
}

test('a vector of no impact rates nothing', () => {
  const none = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N' };
  assert.equal(baseScore([none]), undefined);
  assert.equal(baseScore([none, V2])?.score, 7.5);
});

test('the newest CVSS version is taken, in whatever order they come', () => {
  const scores = [V2, V30, V31, V4];
  assert.deepEqual(baseScore(scores), { score: 6.9, vector: V4.score });
  assert.deepEqual(baseScore(scores.toReversed()), { score: 6.9, vector: V4.score });
  assert.deepEqual(baseScore([V2, V30, V31]), { score: 9.8, vector: V31.score });
  assert.deepEqual(baseScore([V2, V30]), { score: 1.8, vector: V30.score });
  assert.deepEqual(baseScore([V2]), { score: 7.5, vector: V2.score });
});

test('a base score does not follow what a vector adds about time', () => {
  assert.equal(baseScore([{ type: 'CVSS_V3', score: `${V31.score}/E:U/RL:O` }])?.score, 9.8);
  assert.equal(baseScore([{ type: 'CVSS_V4', score: `${V4.score}/E:U` }])?.score, 6.9);
});

test('a vector that is garbage, or not whole, or of another version, is passed over in silence', (t) => {
  const warn = t.mock.method(console, 'warn', () => undefined);
  for (const score of [
    '',
    'garbage',
    'CVSS:3.1/',
    'CVSS:3.1/AV:N',
    'CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:9.9/AV:N',
    '7.5',
    V2.score,
  ]) {
    assert.equal(baseScore([{ type: 'CVSS_V3', score }]), undefined, score);
    assert.equal(baseScore([{ type: 'CVSS_V3', score }, V2])?.score, 7.5, score);
  }
  for (const score of [
    'CVSS:4.0/AV:N',
    'CVSS:4.0/',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:Z',
    'AV:',
    '(AV:N',
    'AV:N/',
    'AV:N/AC:',
    'AV:N/::error::x',
  ]) {
    assert.equal(
      baseScore([
        { type: 'CVSS_V4', score },
        { type: 'CVSS_V2', score },
      ]),
      undefined,
      score,
    );
  }
  assert.equal(warn.mock.callCount(), 0);
});

test('the word of the distribution comes before CVSS', () => {
  assert.deepEqual(rated({ severity: [{ type: 'Ubuntu', score: 'low' }, V31] }), { severity: 'low', origin: 'distribution' });
  assert.deepEqual(rated({ severity: [V31] }, { severityWord: 'unimportant' }), { severity: 'low', origin: 'distribution' });
  assert.deepEqual(rated({}, { severity: [{ type: 'Ubuntu', score: 'high' }] }), { severity: 'high', origin: 'distribution' });
});

test('a score goes with the word of the distribution where the two agree', () => {
  assert.deepEqual(rated({ severity: [V31] }, { severityWord: 'critical' }), {
    severity: 'critical',
    score: 9.8,
    vector: V31.score,
    origin: 'distribution',
  });
});

test('words mean what their publishers mean', () => {
  const severities = ['Critical', 'IMPORTANT', 'high', 'Moderate', 'medium**', 'low', 'negligible', 'unimportant'].map(
    (severityWord) => rated({}, { severityWord }).severity,
  );
  assert.deepEqual(severities, ['critical', 'high', 'high', 'medium', 'medium', 'low', 'low', 'low']);
});

test('a word that rates nothing leaves the rating to CVSS', () => {
  for (const severityWord of ['not yet assigned', 'end-of-life', 'untriaged', 'constructor', '']) {
    assert.deepEqual(rated({}, { severityWord }), { severity: 'unknown', origin: 'none' });
    assert.equal(rated({ severity: [V31] }, { severityWord }).origin, 'cvss');
  }
});

test('an erratum is rated by the word that its title begins with, after CVSS', () => {
  const summary = 'Important: openssl security update';
  assert.deepEqual(rated({ id: 'ALSA-2024:1', summary }), { severity: 'high', origin: 'summary' });
  assert.equal(rated({ id: 'RLSA-2024:1', summary, severity: [V30] }).severity, 'low');
  assert.equal(rated({ id: 'ALSA-2024:1', summary: 'The Critical: update' }).severity, 'unknown');
  assert.equal(rated({ id: 'GHSA-1', summary }).severity, 'unknown');
});

test('the word of a database that reviewed the advisory comes after the distribution and before CVSS, and is not called a distribution', () => {
  assert.deepEqual(rated({ severityWord: 'MODERATE' }), { severity: 'medium', origin: 'advisory' });
  assert.deepEqual(rated({ severityWord: 'MODERATE', severity: [V31] }), { severity: 'medium', origin: 'advisory' });
  assert.deepEqual(rated({ severityWord: 'CRITICAL', severity: [V31] }), {
    severity: 'critical',
    score: 9.8,
    vector: V31.score,
    origin: 'advisory',
  });
  assert.equal(rated({ severityWord: 'CRITICAL' }, { severityWord: 'low' }).origin, 'distribution');
});

test('the word that an erratum has beside its title is the distribution’s own, and comes last', () => {
  assert.deepEqual(rated({ id: 'RHSA-1', severityWord: 'LOW' }), { severity: 'low', origin: 'distribution' });
  assert.equal(rated({ id: 'RHSA-1', severityWord: 'LOW', summary: 'Critical: x' }).severity, 'critical');
  assert.equal(rated({ id: 'RHSA-1', severityWord: 'LOW', severity: [V31] }).origin, 'cvss');
});

test('the worst rating counts, and among equals the one with the higher score', () => {
  const low = { severity: 'low', origin: 'advisory' } as const;
  const high = { severity: 'high', origin: 'summary' } as const;
  const scored = { severity: 'high', score: 7.5, vector: 'x', origin: 'cvss' } as const;
  assert.equal(worst([low, high]), high);
  assert.equal(worst([high, scored, low]), scored);
  assert.deepEqual(worst([]), { severity: 'unknown', origin: 'none' });
});

test('where a distribution rates a vulnerability, only distributions count', () => {
  const low = { severity: 'low', origin: 'distribution' } as const;
  const medium = { severity: 'medium', origin: 'distribution' } as const;
  const critical = { severity: 'critical', score: 9.8, vector: 'x', origin: 'cvss' } as const;
  assert.equal(worst([critical, low]), low);
  assert.equal(worst([critical, low, medium]), medium);
});
