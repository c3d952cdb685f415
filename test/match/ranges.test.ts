import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GO_VERSIONS } from '../../src/ecosystems/order/go.ts';
import { MAVEN_VERSIONS } from '../../src/ecosystems/order/maven.ts';
import { PEP440_VERSIONS } from '../../src/ecosystems/order/pep440.ts';
import { SEMVER_VERSIONS } from '../../src/ecosystems/order/semver.ts';
import { fixedVersion, isAffected } from '../../src/match/ranges.ts';
import type { RangeEvent } from '../../src/model/advisory.ts';
import { affected, compareDotted, until } from '../support/advisories.ts';

type Events = readonly RangeEvent[];

/** Which of the versions the events cover. */
function covered(events: Events, versions: readonly string[]): readonly string[] {
  const entry = affected('p', events);
  return versions.filter((version) => isAffected(version, entry, compareDotted));
}

const VERSIONS = ['0', '0.9', '1.0', '1.5', '2.0', '2.5', '3.0', '9'];

for (const [what, events, expected] of [
  ['introduced 0 without a fix covers all versions', [{ introduced: '0' }], VERSIONS],
  ['a fix is the first version that is not covered', until('2.0'), ['0', '0.9', '1.0', '1.5']],
  ['introduced is the first version that is covered', [{ introduced: '1.5' }], ['1.5', '2.0', '2.5', '3.0', '9']],
  ['the last affected version is covered', [{ introduced: '1.0' }, { lastAffected: '2.0' }], ['1.0', '1.5', '2.0']],
  ['events need not be in order', [{ fixed: '2.0' }, { introduced: '1.0' }], ['1.0', '1.5']],
  [
    'a range may have several branches, in any order',
    [{ introduced: '2.5' }, { introduced: '0' }, { fixed: '3.0' }, { fixed: '1.0' }],
    ['0', '0.9', '2.5'],
  ],
  [
    'a fix and an introduction of one version keep their order',
    [{ introduced: '1.0' }, { fixed: '2.0' }, { introduced: '2.0' }, { fixed: '2.5' }],
    ['1.0', '1.5', '2.0'],
  ],
  ['a fix in version 0 means that nothing was ever affected', until('0'), []],
  ['a fix in version 0 comes after the introduction wherever it stands', [{ fixed: '0' }, { introduced: '0' }], []],
  ['a fix alone covers nothing', [{ fixed: '2.0' }], []],
  ['no events cover nothing', [], []],
  ['a limit bounds the range', [{ introduced: '1.0' }, { limit: '2.0' }], ['1.0', '1.5']],
  [
    'of several limits one that holds is enough',
    [{ introduced: '1.0' }, { limit: '1.5' }, { limit: '2.5' }],
    ['1.0', '1.5', '2.0'],
  ],
  ['the limit * is none', [{ introduced: '2.5' }, { limit: '*' }], ['2.5', '3.0', '9']],
] as const satisfies readonly (readonly [string, Events, readonly string[]])[]) {
  test(what, () => assert.deepEqual(covered(events, VERSIONS), expected));
}

test('introduced 0 lies below what the ecosystem puts below 0', () => {
  const inverse = (a: string, b: string) => (b === '0' ? -1 : compareDotted(a, b));
  assert.equal(isAffected('1.0', affected('p', until('2.0')), inverse), true);
});

test('an enumerated version is covered, whatever the ranges say', () => {
  const entry = affected('p', until('1.0'), { versions: ['1.5'] });
  assert.equal(isAffected('1.5', entry, compareDotted), true);
  assert.equal(isAffected('1.6', entry, compareDotted), false);
});

test('a range of commits is passed over, and the ranges behind it count', () => {
  const entry = affected('p', [], {
    ranges: [
      { type: 'GIT', events: [{ introduced: '0' }] },
      { type: 'SEMVER', events: [{ introduced: '1.0' }, { fixed: '2.0' }] },
    ],
  });
  assert.deepEqual(
    VERSIONS.filter((version) => isAffected(version, entry, compareDotted)),
    ['1.0', '1.5'],
  );
});

test('a version that cannot be parsed is thrown, not taken for safe', () => {
  assert.throws(() => isAffected('one', affected('p', until('2.0')), compareDotted), /"one" is no version/);
  assert.throws(() => isAffected('1.0', affected('p', until('two')), compareDotted), /"two" is no version/);
});

test('a version is enumerated by the order of its ecosystem, not by how it is written', () => {
  const listed = (versions: readonly string[], ecosystem: string) => affected('p', [], { versions, ecosystem });
  assert.ok(isAffected('1.0', listed(['0.9', '1.0.0'], 'PyPI'), PEP440_VERSIONS.compare));
  assert.ok(isAffected('1.0rc1', listed(['1.0.0-RC1'], 'PyPI'), PEP440_VERSIONS.compare));
  assert.ok(isAffected('v1.2.3+incompatible', listed(['1.2.3'], 'Go'), GO_VERSIONS.compare));
  assert.ok(isAffected('1.0', listed(['1.0.0-ga'], 'Maven'), MAVEN_VERSIONS.compare));
  assert.ok(!isAffected('1.0.1', listed(['0.9', '1.0.0'], 'PyPI'), PEP440_VERSIONS.compare));
});

test('what is enumerated and cannot be parsed is another version, but a version that cannot be parsed is thrown', () => {
  const entry = affected('pytz', [], { versions: ['2004b', 'weird', '2005.1'] });
  assert.ok(isAffected('2005.1.0', entry, PEP440_VERSIONS.compare));
  assert.ok(!isAffected('2006', entry, PEP440_VERSIONS.compare));
  assert.ok(isAffected('weird', entry, PEP440_VERSIONS.compare));
  assert.throws(() => isAffected('stranger', entry, PEP440_VERSIONS.compare), /stranger/);
});

test('where Debian and Ubuntu give a range, what they enumerate does not count, and elsewhere it does', () => {
  const entry = (ecosystem: string) => affected('p', until('1.0'), { versions: ['1.5'], ecosystem });
  for (const ecosystem of ['Debian:12', 'Ubuntu:22.04:LTS', 'Ubuntu:Pro:22.04:LTS']) {
    assert.equal(isAffected('1.5', entry(ecosystem), compareDotted), false, ecosystem);
    assert.equal(isAffected('0.5', entry(ecosystem), compareDotted), true, ecosystem);
    const commits = { ...entry(ecosystem), ranges: [{ type: 'GIT' as const, events: until('1.0') }] };
    assert.equal(isAffected('1.5', commits, compareDotted), true, ecosystem);
  }
  assert.equal(isAffected('1.5', entry('Debianite:1'), compareDotted), true);
});

test('a range of the type SEMVER is read by the order of semver where its versions are such, and by the ecosystem’s else', () => {
  const ranges = (type: 'SEMVER' | 'ECOSYSTEM', fix: string) => affected('p', [], { ranges: [{ type, events: until(fix) }] });
  // For PEP 440 this is a release after 1.0.0, for semver one before.
  assert.equal(isAffected('1.0.0-1', ranges('SEMVER', '1.0.0'), PEP440_VERSIONS.compare), true);
  assert.equal(isAffected('1.0.0-1', ranges('ECOSYSTEM', '1.0.0'), PEP440_VERSIONS.compare), false);
  assert.equal(isAffected('1.0.post1', ranges('SEMVER', '1.0'), PEP440_VERSIONS.compare), false);
  assert.equal(isAffected('1.0.0', ranges('SEMVER', '1.0.0+2'), SEMVER_VERSIONS.compare), false);
  assert.equal(fixedVersion('1.0.0-1', [ranges('SEMVER', '1.0.0')], PEP440_VERSIONS.compare), '1.0.0');
});

test('a version that cannot be compared with one part of an entry is covered where another part covers it', () => {
  const all = [{ introduced: '0' }];
  const parts = (...events: readonly Events[]) => events.map((one) => ({ type: 'ECOSYSTEM' as const, events: one }));
  assert.equal(isAffected('odd', affected('p', all, { versions: ['1.0'] }), compareDotted), true);
  assert.equal(isAffected('odd', affected('p', [], { ranges: parts(until('1.0'), all) }), compareDotted), true);
  assert.throws(
    () => isAffected('odd', affected('p', until('1.0'), { versions: ['1.0'] }), compareDotted),
    /"odd" is no version/,
  );
});

test('an event at what has not one digit is no version, even where the order of the ecosystem would take it', () => {
  const anything = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
  assert.throws(
    () => isAffected('2.0-1', affected('virt', until('virt-devel:rhel')), anything),
    /"virt-devel:rhel" is no version/,
  );
});

function fixed(version: string, ...entries: readonly Events[]): string | undefined {
  return fixedVersion(
    version,
    entries.map((events) => affected('p', events)),
    compareDotted,
  );
}

test('the fix is the lowest one above the version, in the branch that covers it', () => {
  const branches = [{ introduced: '0' }, { fixed: '1.5' }, { introduced: '2.0' }, { fixed: '2.5' }];
  assert.equal(fixed('1.0', branches), '1.5');
  assert.equal(fixed('2.0', branches), '2.5');
  assert.equal(fixed('1.5', branches), undefined);
  assert.equal(fixed('1.0', [{ introduced: '0' }, { fixed: '3.0' }, { fixed: '2.0' }]), '2.0');
});

test('a branch that has no fix has none, even if a later branch does', () => {
  assert.equal(fixed('1.0', [{ introduced: '0' }]), undefined);
  assert.equal(fixed('1.0', [{ introduced: '0' }, { lastAffected: '1.5' }, { introduced: '2.0' }, { fixed: '2.5' }]), undefined);
});

test('where several entries cover the version, the fix clears all of them', () => {
  assert.equal(fixed('1.0', until('1.5'), until('2.0')), '2.0');
  assert.equal(fixed('1.0', until('2.0'), until('1.5')), '2.0');
  assert.equal(fixed('1.0', until('1.5'), [{ introduced: '0' }]), undefined);
});

test('a fix that another entry covers is not the fix', () => {
  assert.equal(fixed('1.0', until('2.0'), [{ introduced: '1.5' }, { fixed: '3.0' }]), '3.0');
  assert.equal(fixed('1.0', until('2.0'), [{ introduced: '1.5' }]), undefined);
});

test('a version that is only enumerated is fixed by the lowest fix above it', () => {
  const entry = affected('p', [{ introduced: '2.0' }, { fixed: '3.0' }, { fixed: '2.5' }, { fixed: '0.5' }], {
    versions: ['1.0'],
  });
  assert.equal(fixedVersion('1.0', [entry], compareDotted), '2.5');
  assert.equal(fixedVersion('1.0', [affected('p', [], { versions: ['1.0'] })], compareDotted), undefined);
});
