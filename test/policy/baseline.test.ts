import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Package } from '../../src/model/package.ts';
import type { Finding } from '../../src/model/report.ts';
import { newSince } from '../../src/policy/baseline.ts';
import { aFinding, aPackage, aReport, aVulnerability, layer } from '../support/reports.ts';

const found = (pkg: Partial<Package> = {}, id = 'CVE-1', aliases: readonly string[] = []): Finding =>
  aFinding(aVulnerability(id, { aliases }), aPackage(pkg.name ?? 'lodash', { ecosystem: 'npm', root: 'app', ...pkg }));

const isNew = (before: readonly Finding[], now: Finding) =>
  newSince(aReport({ findings: [now] }), aReport({ findings: before })).length === 1;

suite('what is new since a baseline', () => {
  test('is neither the same in another version nor in another layer nor in another file', () => {
    assert.equal(isNew([found()], found()), false);
    assert.equal(isNew([found()], found({ version: '9', layer: layer(2, 5), path: 'app/other.json' })), false);
  });

  test('is another vulnerability, package, ecosystem or application', () => {
    assert.equal(isNew([found()], found({}, 'CVE-2')), true);
    assert.equal(isNew([found()], found({ name: 'moment' })), true);
    assert.equal(isNew([found()], found({ ecosystem: 'pypi' })), true);
    assert.equal(isNew([found()], found({ root: 'tools' })), true);
    assert.equal(isNew([], found()), true);
  });

  test('is not what only got another name', () => {
    assert.equal(isNew([found({}, 'GHSA-aaaa-bbbb-cccc')], found({}, 'CVE-1', ['ghsa-AAAA-bbbb-cccc'])), false);
    assert.equal(isNew([found({}, 'GHSA-aaaa-bbbb-cccc', ['CVE-1'])], found({}, 'CVE-1')), false);
  });

  test('is not another binary of a source that was affected', () => {
    const source = { name: 'openssl', version: '3' };
    assert.equal(isNew([found({ name: 'openssl', source })], found({ name: 'libssl3', source })), false);
  });

  test('is what was ignored then, and is no longer; but not what affected nobody', () => {
    const before = (kind: 'ignored' | 'not-affected') =>
      aReport({ suppressed: [{ ...found(), suppression: { kind, source: 'x', expires: '2026-01-01' } }] });
    assert.equal(newSince(aReport({ findings: [found()] }), before('ignored')).length, 1);
    assert.equal(newSince(aReport({ findings: [found()] }), before('not-affected')).length, 0);
  });

  test('is not what is suppressed now', () => {
    const report = aReport({ suppressed: [{ ...found(), suppression: { kind: 'ignored', source: 'x' } }] });
    assert.deepEqual(newSince(report, aReport()), []);
  });
});
