import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JudgedPackage, matchPackages } from '../../src/match/match.ts';
import type { Advisory } from '../../src/model/advisory.ts';
import { advisory, affected, indexOf, judged, pkg, until } from '../support/advisories.ts';

const lines = (packages: readonly JudgedPackage[], ...advisories: readonly Advisory[]) =>
  matchPackages(packages, indexOf(...advisories)).findings.map(
    ({ vulnerability, package: { name, version }, fixedIn }) => `${vulnerability.id} ${name} ${version} -> ${fixedIn ?? 'none'}`,
  );

const SOURCE = { source: { name: 'openssl', version: '2.0' } };
const LIBSSL = pkg('libssl3', '1.0', SOURCE);

test('a package is judged by the advisories of its ecosystems and by no others', () => {
  const entry = affected('curl', until('2.0'));
  const curl = judged(pkg('curl', '1.0'), { ecosystems: ['Test:1', 'Test:1:LTS'] });
  const found = lines(
    [curl],
    advisory({ id: 'A-1', affected: [entry] }),
    advisory({ id: 'A-2', affected: [{ ...entry, ecosystem: 'Test:1:LTS' }] }),
    advisory({ id: 'A-3', affected: [{ ...entry, ecosystem: 'Test:2' }] }),
    advisory({ id: 'A-4', affected: [affected('wget', until('2.0'))] }),
    advisory({ id: 'A-5', affected: [affected('curl', until('1.0'))] }),
    // It speaks of this ecosystem, but what it says of it does not cover the version.
    advisory({ id: 'A-6', affected: [affected('curl', until('0.5')), { ...entry, ecosystem: 'Test:2' }] }),
  );
  assert.deepEqual(found, ['A-1 curl 1.0 -> 2.0', 'A-2 curl 1.0 -> 2.0']);
});

test('an advisory that speaks of two of the ecosystems is one finding, whose fix clears both', () => {
  const found = lines(
    [judged(pkg('curl', '1.0'), { ecosystems: ['Test:1', 'Test:1:LTS'] })],
    advisory({
      id: 'A-1',
      affected: [affected('curl', until('2.0')), affected('curl', until('3.0'), { ecosystem: 'Test:1:LTS' })],
    }),
  );
  assert.deepEqual(found, ['A-1 curl 1.0 -> 3.0']);
});

test('where advisories name the source, its name and its version are judged', () => {
  const byName = advisory({ id: 'A-1', affected: [affected('openssl', until('3.0'))] });
  const byVersion = advisory({ id: 'A-2', affected: [affected('openssl', until('1.5'))] });
  const binary = advisory({ id: 'A-3', affected: [affected('libssl3', until('3.0'))] });
  assert.deepEqual(lines([judged(LIBSSL, { keyedBy: 'source' })], byName, byVersion, binary), ['A-1 libssl3 1.0 -> 3.0']);
  assert.deepEqual(lines([judged(pkg('openssl', '1.0'), { keyedBy: 'source' })], byVersion), ['A-2 openssl 1.0 -> 1.5']);
});

test('where advisories name the binary, the source does not count', () => {
  const source = advisory({ id: 'A-1', affected: [affected('openssl', until('3.0'))] });
  const binary = advisory({ id: 'A-2', affected: [affected('libssl3', until('1.5'))] });
  assert.deepEqual(lines([judged(LIBSSL, { keyedBy: 'binary' })], source, binary), ['A-2 libssl3 1.0 -> 1.5']);
});

test('where advisories name either, both are judged, and one advisory that names both is one finding', () => {
  const source = advisory({ id: 'A-1', affected: [affected('openssl', until('3.0'))] });
  const binary = advisory({ id: 'A-2', affected: [affected('libssl3', until('1.5'))] });
  const both = advisory({ id: 'A-3', affected: [affected('openssl', until('3.0')), affected('libssl3', until('1.5'))] });
  assert.deepEqual(lines([judged(LIBSSL, { keyedBy: 'either' })], source, binary, both), [
    'A-1 libssl3 1.0 -> 3.0',
    'A-2 libssl3 1.0 -> 1.5',
    'A-3 libssl3 1.0 -> 3.0',
  ]);
});

test('several entries of one package are united', () => {
  const branches = [affected('curl', until('1.0')), affected('curl', [{ introduced: '2.0' }, { fixed: '2.5' }])];
  const one = advisory({ id: 'A-1', affected: branches });
  assert.deepEqual(lines([judged(pkg('curl', '2.1')), judged(pkg('curl', '0.1')), judged(pkg('curl', '1.5'))], one), [
    'A-1 curl 0.1 -> 1.0',
    'A-1 curl 2.1 -> 2.5',
  ]);
});

test('a version that cannot be compared is one gap, and no finding, and the others are judged', () => {
  const advisories = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'].map((id) =>
    advisory({ id, affected: [affected('curl', until('2.0'))] }),
  );
  const other = advisory({ id: 'B-1', affected: [affected('bash', until('2.0'))] });
  const { findings, gaps } = matchPackages(
    [judged(pkg('curl', 'latest')), judged(pkg('bash', '1.0')), judged(pkg('zsh', 'latest'))],
    indexOf(...advisories, other),
  );
  assert.deepEqual(
    findings.map((finding) => finding.package.name),
    ['bash'],
  );
  assert.deepEqual(gaps, [
    { subject: 'curl latest', reason: 'it could not be compared with A-1, A-2, A-3 and 2 more: "latest" is no version' },
  ]);
});

test('an advisory whose version cannot be compared is a gap, unless another of its entries covers the package', () => {
  const broken = affected('curl', until('virt:rhel'));
  const covering = affected('curl', until('2.0'));
  const clearing = affected('curl', until('0.5'));
  const gapsOf = (...entries: Advisory['affected']) =>
    matchPackages([judged(pkg('curl', '1.0'))], indexOf(advisory({ id: 'A-1', affected: entries })));
  assert.deepEqual(gapsOf(broken, clearing), {
    findings: [],
    gaps: [{ subject: 'curl 1.0', reason: 'it could not be compared with A-1: "virt:rhel" is no version' }],
  });
  const { findings, gaps } = gapsOf(broken, covering);
  assert.deepEqual([findings.length, findings[0]?.fixedIn, gaps], [1, undefined, []]);
});

test('an advisory that covers a package by one of its names is no gap, even if the other could not be compared', () => {
  const both = advisory({ id: 'A-1', affected: [affected('openssl', until('three')), affected('libssl3', until('1.5'))] });
  const { findings, gaps } = matchPackages([judged(LIBSSL, { keyedBy: 'either' })], indexOf(both));
  assert.deepEqual([findings.length, gaps], [1, []]);
});

test('an enumerated version counts even where it cannot be compared', () => {
  const entry = affected('curl', until('2.0'), { versions: ['latest'] });
  assert.deepEqual(lines([judged(pkg('curl', 'latest'))], advisory({ id: 'A-1', affected: [entry] })), [
    'A-1 curl latest -> none',
  ]);
});

test('only the entries that cover the package rate it', () => {
  const low = affected('curl', until('2.0'), { severityWord: 'low' });
  const critical = affected('curl', until('0.5'), { severityWord: 'critical' });
  const { findings } = matchPackages([judged(pkg('curl', '1.0'))], indexOf(advisory({ id: 'A-1', affected: [low, critical] })));
  assert.equal(findings[0]?.vulnerability.rating.severity, 'low');
});

test('a module build is not judged by a plain fix', () => {
  const plain = advisory({ id: 'A-1', affected: [affected('nodejs', until('16.0-1.el8'))] });
  const modular = advisory({ id: 'A-2', affected: [affected('nodejs', until('16.0-1.module_el8.5.0+1+2'))] });
  assert.deepEqual(lines([judged(pkg('nodejs', '14.0-1.module_el8.5.0+1+2'))], plain, modular), [
    'A-2 nodejs 14.0-1.module_el8.5.0+1+2 -> 16.0-1.module_el8.5.0+1+2',
  ]);
});

test('findings come worst first, then by vulnerability and package, whatever order the packages have', () => {
  const entries = (severityWord?: string) =>
    ['curl', 'bash'].map((name) => affected(name, until('2.0'), severityWord === undefined ? {} : { severityWord }));
  const advisories = [
    advisory({ id: 'A-1', affected: entries() }),
    advisory({ id: 'A-2', affected: entries('low') }),
    advisory({ id: 'A-3', affected: entries('critical') }),
    advisory({ id: 'A-0', affected: entries('critical') }),
  ];
  const packages = [judged(pkg('curl', '1.1')), judged(pkg('curl', '1.0')), judged(pkg('bash', '1.0'))];
  const expected = ['A-0', 'A-3', 'A-2', 'A-1'].flatMap((id) => [
    `${id} bash 1.0 -> 2.0`,
    `${id} curl 1.0 -> 2.0`,
    `${id} curl 1.1 -> 2.0`,
  ]);
  assert.deepEqual(lines(packages, ...advisories), expected);
  assert.deepEqual(lines(packages.toReversed(), ...advisories.toReversed()), expected);
});
