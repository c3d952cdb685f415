import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JudgedPackage, matchPackages } from '../../src/match/match.ts';
import type { Advisory } from '../../src/model/advisory.ts';
import { RPM_VERSIONS } from '../../src/ecosystems/rpm/version.ts';
import { advisory, affected, compareDotted, indexOf, judged, pkg, until } from '../support/advisories.ts';

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
    gaps: [{ subject: 'curl 1.0', reason: 'it could not be compared with A-1: "virt:rhel" is no version.' }],
    unjudged: [],
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

test('a package is judged under the name by which advisories speak of it', () => {
  const spelled = pkg('Foo.Bar', '1.0', { root: 'app' });
  const one = advisory({ id: 'A-1', affected: [affected('foo-bar', until('2.0'))] });
  for (const keyedBy of ['binary', 'source', 'either'] as const) {
    assert.deepEqual(lines([judged(spelled, { name: 'foo-bar', keyedBy })], one), ['A-1 Foo.Bar 1.0 -> 2.0'], keyedBy);
  }
  assert.deepEqual(lines([judged(spelled)], one), []);
});

test('an ecosystem of another registry is another one', () => {
  const entry = affected('org:artifact', until('2.0'), { ecosystem: 'Maven:https://repo.example/' });
  const one = advisory({ id: 'GHSA-1', affected: [entry] });
  assert.deepEqual(lines([judged(pkg('org:artifact', '1.0'), { ecosystems: ['Maven'] })], one), []);
});

test('an introduction at 0 without a fix covers all versions, as of packages that are malice', () => {
  const malice = advisory({ id: 'MAL-2024-1', affected: [affected('evil', [{ introduced: '0' }])] });
  assert.deepEqual(lines([judged(pkg('evil', '0')), judged(pkg('evil', '99.9.9'))], malice), [
    'MAL-2024-1 evil 0 -> none',
    'MAL-2024-1 evil 99.9.9 -> none',
  ]);
});

test('an epoch that is not written is 0, in the package and in the fix', () => {
  const rpm = (name: string, version: string) => judged(pkg(name, version), { compare: RPM_VERSIONS.compare });
  const bind = advisory({ id: 'ALSA-1', affected: [affected('bind', until('32:9.16.23-1.el9_0.1'))] });
  const glibc = advisory({ id: 'ALSA-2', affected: [affected('glibc', until('2.34-60.el9'))] });
  assert.deepEqual(lines([rpm('bind', '9.99-1.el9'), rpm('bind', '32:9.16.23-1.el9_0.1'), rpm('bind', '33:1-1')], bind), [
    'ALSA-1 bind 9.99-1.el9 -> 32:9.16.23-1.el9_0.1',
  ]);
  assert.deepEqual(lines([rpm('glibc', '0:2.34-59.el9'), rpm('glibc', '0:2.34-60.el9'), rpm('glibc', '1:1-1')], glibc), [
    'ALSA-2 glibc 0:2.34-59.el9 -> 2.34-60.el9',
  ]);
});

const DENIAL = affected('curl', [{ introduced: '0' }], { notAffected: true });

test('what is said not to affect a package takes the vulnerability away, whoever else says that it does', () => {
  const erratum = advisory({
    id: 'RHSA-1',
    related: ['CVE-2024-1000', 'CVE-2024-2000'],
    affected: [affected('curl', until('2.0'))],
  });
  const denied = advisory({ id: 'VEX-1', aliases: ['CVE-2024-1000'], affected: [DENIAL] });
  assert.deepEqual(lines([judged(pkg('curl', '1.0'))], erratum), [
    'CVE-2024-1000 curl 1.0 -> 2.0',
    'CVE-2024-2000 curl 1.0 -> 2.0',
  ]);
  assert.deepEqual(lines([judged(pkg('curl', '1.0'))], erratum, denied), ['CVE-2024-2000 curl 1.0 -> 2.0']);
});

test('what is said not to affect a package counts under any name of the vulnerability, and in the versions it speaks of', () => {
  const ghsa = advisory({ id: 'GHSA-a', aliases: ['CVE-2024-1000'], affected: [affected('curl', until('2.0'))] });
  const byOtherName = advisory({ id: 'VEX-1', aliases: ['GHSA-a'], affected: [DENIAL] });
  const elsewhere = advisory({
    id: 'VEX-2',
    aliases: ['GHSA-a'],
    affected: [affected('curl', until('0.5'), { notAffected: true })],
  });
  const ofAnother = advisory({ id: 'VEX-3', aliases: ['GHSA-a'], affected: [{ ...DENIAL, name: 'wget' }] });
  assert.deepEqual(lines([judged(pkg('curl', '1.0'))], ghsa, byOtherName), []);
  assert.deepEqual(lines([judged(pkg('curl', '1.0'))], ghsa, elsewhere, ofAnother), ['CVE-2024-1000 curl 1.0 -> 2.0']);
});

test('within an advisory, too, what it says not to be affected is not', () => {
  const one = advisory({
    id: 'A-1',
    affected: [affected('curl', until('2.0')), { ...DENIAL, ranges: [{ type: 'ECOSYSTEM', events: until('1.5') }] }],
  });
  assert.deepEqual(lines([judged(pkg('curl', '1.0')), judged(pkg('curl', '1.7'))], one), ['A-1 curl 1.7 -> 2.0']);
});

test('what is not affected is a fix to go to', () => {
  const later = affected('curl', [{ introduced: '2.0' }], { notAffected: true });
  const one = advisory({ id: 'A-1', affected: [affected('curl', until('2.0')), later] });
  assert.deepEqual(lines([judged(pkg('curl', '1.0'))], one), ['A-1 curl 1.0 -> 2.0']);
});

test('an advisory that could not be compared is no gap where another clears all that it tells of', () => {
  const broken = advisory({ id: 'A-1', aliases: ['CVE-2024-1000'], affected: [affected('curl', until('two'))] });
  const denied = advisory({ id: 'VEX-1', aliases: ['CVE-2024-1000'], affected: [DENIAL] });
  assert.equal(matchPackages([judged(pkg('curl', '1.0'))], indexOf(broken)).gaps.length, 1);
  assert.deepEqual(matchPackages([judged(pkg('curl', '1.0'))], indexOf(broken, denied)).gaps, []);
});

test('an erratum that is not about security is no gap either', () => {
  const mends = advisory({ id: 'ALBA-2024:1', affected: [affected('curl', until('two'))] });
  assert.deepEqual(matchPackages([judged(pkg('curl', '1.0'))], indexOf(mends)), { findings: [], gaps: [], unjudged: [] });
});

test('what the distribution says of a fix that it has not made goes into the finding, and no other fix is promised', () => {
  const outlooks = (...entries: Advisory['affected']) =>
    matchPackages([judged(pkg('curl', '1.0'))], indexOf(advisory({ id: 'A-1', affected: entries }))).findings.map(
      ({ outlook, fixedIn }) => [outlook, fixedIn],
    );
  const deferred = affected('curl', [{ introduced: '0' }], { outlook: 'deferred' });
  assert.deepEqual(outlooks(deferred), [['deferred', undefined]]);
  assert.deepEqual(outlooks(deferred, { ...deferred, outlook: 'will-not-fix' }), [['will-not-fix', undefined]]);
  assert.deepEqual(outlooks(affected('curl', until('2.0'), { outlook: 'end-of-life' })), [['end-of-life', undefined]]);
  assert.deepEqual(outlooks(affected('curl', until('2.0'))), [[undefined, '2.0']]);
  // It speaks of versions that are not this one.
  assert.deepEqual(outlooks(affected('curl', until('2.0')), affected('curl', until('0.5'), { outlook: 'deferred' })), [
    [undefined, '2.0'],
  ]);
});

test('headers of the kernel are left out and told, unless they are asked for', () => {
  const headers = judged(pkg('linux-libc-dev', '1.0', { source: { name: 'linux', version: '1.0' } }), { keyedBy: 'source' });
  const index = indexOf(advisory({ id: 'A-1', affected: [affected('linux', until('2.0'))] }));
  const { findings, gaps, unjudged } = matchPackages([headers], index);
  assert.deepEqual([findings, gaps, unjudged.map((one) => one.package)], [[], [], [headers.package]]);
  assert.match(unjudged[0]?.reason ?? '', /the kernel that runs is the host/);
  const asked = matchPackages([headers], index, { kernelHeaders: true });
  assert.deepEqual([asked.findings.length, asked.unjudged], [1, []]);
});

test('a program of Go that does not know its version is left out and told; a pseudo-version is judged', () => {
  const index = indexOf(advisory({ id: 'GO-1', affected: [affected('example.com/app', [{ introduced: '0' }])] }));
  const versions = ['(devel)', 'v0.0.0-00010101000000-000000000000', '0.0.0-20240101000000-0123456789ab'];
  const { findings, gaps, unjudged } = matchPackages(
    versions.map((version) => judged(pkg('example.com/app', version))),
    index,
  );
  assert.deepEqual(
    [findings.map((one) => one.package.version), unjudged.map((one) => one.package.version), gaps],
    [versions.slice(2), versions.slice(0, 2), []],
  );
});

test('two hundred packages and forty thousand advisories take as many looks as they have in common', () => {
  const names = Array.from({ length: 400 }, (_, place) => `p${place}`);
  const enumerated = Array.from({ length: 10_000 }, (_, place) => `${place}.1`);
  const byName = new Map(
    names.map((name) => [
      name,
      Array.from({ length: 100 }, (_, place) =>
        advisory({ id: `${name}-${place}`, affected: [affected(name, until('2.0'), { versions: enumerated })] }),
      ),
    ]),
  );
  let compared = 0;
  const compare = (a: string, b: string) => {
    compared += 1;
    return compareDotted(a, b);
  };
  const packages = names.slice(0, 200).map((name) => judged(pkg(name, '3.0'), { compare }));
  let asked = 0;
  const find = (_: string, name: string) => {
    asked += 1;
    return byName.get(name) ?? [];
  };
  assert.deepEqual(matchPackages(packages.slice(0, 2), { sources: [], find }).findings, []);
  assert.equal(asked, 2);
  // Each pair of versions once, for all advisories of a package: itself, what is enumerated, and the fix.
  assert.ok(compared <= 2 * (1 + 10_000 + 1), `${compared} comparisons`);
});
