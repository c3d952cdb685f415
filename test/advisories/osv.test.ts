import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRecord } from '../../src/advisories/osv.ts';

const wanted = { ecosystems: new Set(['Debian:12']), names: new Set(['openssl']) };

const entry = {
  package: { ecosystem: 'Debian:12', name: 'openssl', purl: 'pkg:deb/debian/openssl' },
  ranges: [
    { type: 'GIT', repo: 'https://example.com/openssl', events: [{ introduced: '0' }] },
    { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.14-1~deb12u2' }] },
    { type: 'SEMVER', events: [{ introduced: '1.0.0' }, { last_affected: '1.0.5' }, { limit: '*' }] },
  ],
  versions: ['3.0.13-1'],
  ecosystem_specific: { urgency: 'not yet assigned' },
};

function read(record: object) {
  return parseRecord(JSON.stringify({ id: 'DEBIAN-CVE-2024-6119', affected: [entry], ...record }), wanted);
}

test('a record becomes an advisory with all that a scan uses', () => {
  const advisory = read({
    aliases: ['CVE-2024-6119'],
    upstream: ['CVE-2024-6119'],
    related: ['DSA-5764-1'],
    summary: 'Denial of service',
    details: 'Long.',
    published: '2024-09-03T00:00:00Z',
    modified: '2024-09-04T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
    references: [{ type: 'ADVISORY', url: 'https://example.com/1' }],
    database_specific: { severity: 'HIGH', cwe_ids: ['CWE-843'], other: 1 },
  });
  assert.deepEqual(advisory, {
    id: 'DEBIAN-CVE-2024-6119',
    aliases: ['CVE-2024-6119'],
    upstream: ['CVE-2024-6119'],
    related: ['DSA-5764-1'],
    summary: 'Denial of service',
    details: 'Long.',
    published: '2024-09-03T00:00:00Z',
    modified: '2024-09-04T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
    severityWord: 'HIGH',
    cwes: ['CWE-843'],
    references: ['https://example.com/1'],
    affected: [
      {
        ecosystem: 'Debian:12',
        name: 'openssl',
        ranges: [
          { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.14-1~deb12u2' }] },
          { type: 'SEMVER', events: [{ introduced: '1.0.0' }, { lastAffected: '1.0.5' }, { limit: '*' }] },
        ],
        versions: ['3.0.13-1'],
        severity: [],
        severityWord: 'not yet assigned',
      },
    ],
  });
});

test('only the entries of the wanted packages in the wanted ecosystems are kept', () => {
  const of = (ecosystem: string, name: string) => ({ ...entry, package: { ecosystem, name } });
  const advisory = read({
    affected: [
      of('Debian:11', 'openssl'),
      of('Debian:12', 'curl'),
      of('Debian:12', 'openssl'),
      { ranges: [] },
      { package: null },
    ],
  });
  assert.deepEqual(
    advisory?.affected.map((affected) => `${affected.ecosystem} ${affected.name}`),
    ['Debian:12 openssl'],
  );
  assert.equal(read({ affected: [of('Debian:12', 'curl')] }), undefined);
  assert.equal(read({ affected: null }), undefined);
});

test('a record that was withdrawn is dropped', () => {
  assert.equal(read({ withdrawn: '2024-10-01T00:00:00Z' }), undefined);
  assert.notEqual(read({ withdrawn: null }), undefined);
});

test('what decides is strict: a record that breaks the schema there is refused, and says where', () => {
  const affected = (change: object) => ({ affected: [{ ...entry, ...change }] });
  const events = (...list: unknown[]) => affected({ ranges: [{ type: 'ECOSYSTEM', events: list }] });
  const breaks: readonly (readonly [object, RegExp])[] = [
    [{ id: 7 }, /^id: /],
    [{ id: '' }, /^id: /],
    [{ affected: 'all' }, /^affected: /],
    [affected({ package: { ecosystem: 'Debian:12' } }), /^affected\.0\.package\.name: /],
    [affected({ versions: [1] }), /^versions\.0: /],
    [affected({ ranges: [{ type: 'GUESS', events: [] }] }), /^ranges\.0\.type: /],
    [events({ fixed: 3 }), /^ranges\.0\.events\.0\.fixed: /],
    [events({ until: '3' }), /an event says nothing that is known/],
    [{ aliases: [null] }, /^aliases\.0: /],
  ];
  for (const [change, message] of breaks) assert.throws(() => read(change), { message }, JSON.stringify(change));
  assert.throws(() => parseRecord('{"id":', wanted), SyntaxError);
  assert.throws(() => parseRecord('[]', wanted), /Expected/);
});

test('what decorates is lenient: a record that breaks the schema there loses the decoration', () => {
  const advisory = read({
    severity: 'bad',
    published: 2024,
    references: [{ link: 1 }],
    database_specific: { severity: 9, cwe_ids: 'CWE-1' },
    affected: [{ ...entry, ecosystem_specific: 'low' }],
  });
  assert.deepEqual(
    [advisory?.severity, advisory?.published, advisory?.references, advisory?.cwes, advisory?.severityWord],
    [[], undefined, [], [], undefined],
  );
  assert.equal(advisory?.affected[0]?.severityWord, undefined);
});

/** The one entry of a record that speaks of this package. */
function entryOf(ecosystem: string, name: string, given: object) {
  const record = { id: 'X-1', affected: [{ package: { ecosystem, name }, ...given }] };
  return parseRecord(JSON.stringify(record), { ecosystems: new Set([ecosystem]), names: new Set([name]) })?.affected[0];
}

test('names are found in any spelling that their ecosystem takes, and kept in one', () => {
  const record = JSON.stringify({ id: 'GHSA-1', affected: [{ package: { ecosystem: 'PyPI', name: 'Foo.Bar' } }] });
  const asked = { ecosystems: new Set(['PyPI']), names: new Set(['foo-bar']) };
  const nameOf = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  assert.equal(parseRecord(record, { ...asked, nameOf })?.affected[0]?.name, 'foo-bar');
  assert.equal(parseRecord(record, asked), undefined);
  assert.equal(parseRecord(record.replace('Foo', '\\u0046oo'), { ...asked, nameOf })?.affected[0]?.name, 'foo-bar');
});

test('what RustSec says to be information only is no vulnerability', () => {
  const kept = (informational: unknown) =>
    entryOf('crates.io', 'failure', { database_specific: { informational } }) !== undefined;
  assert.deepEqual(
    [kept('unmaintained'), kept('notice'), kept('unsound'), kept(null), kept(undefined)],
    [false, false, false, true, true],
  );
});

test('SUSE names the binaries that it means, and Ubuntu’s list is no such thing', () => {
  const suse = { ecosystem_specific: { binaries: [{ libopenssl3: '3.0.8-1', 'openssl-3': '3.0.8-1' }, { other: '1' }] } };
  const names = ['libopenssl3', 'openssl-3', 'other'];
  for (const ecosystem of ['SUSE:Linux Enterprise Server 15 SP5', 'openSUSE:Leap 15.5']) {
    assert.deepEqual(entryOf(ecosystem, 'openssl-3', suse)?.binaries, names);
    assert.equal('binaries' in (entryOf(ecosystem, 'openssl-3', { ecosystem_specific: { binaries: [] } }) ?? {}), false);
    assert.equal('binaries' in (entryOf(ecosystem, 'openssl-3', { ecosystem_specific: { binaries: 'all' } }) ?? {}), false);
  }
  const ubuntu = { ecosystem_specific: { binaries: [{ binary_name: 'libssl3', binary_version: '3.0.2-0ubuntu1.10' }] } };
  assert.equal('binaries' in (entryOf('Ubuntu:22.04:LTS', 'openssl', ubuntu) ?? {}), false);
});

test('what Debian no longer cares for is told', () => {
  const of = (urgency: string) => entryOf('Debian:11', 'openssl', { ecosystem_specific: { urgency } });
  assert.equal(of('end-of-life')?.outlook, 'end-of-life');
  assert.equal('outlook' in (of('low') ?? {}), false);
});

const OPEN = [{ type: 'SEMVER', events: [{ introduced: '0' }] }];

test('the bound that GitHub writes beside a range without an end is its end', () => {
  const coverage = (text: string, ranges: unknown = OPEN) => {
    const given = { ranges, versions: ['0.1', '0.20'], database_specific: { last_known_affected_version_range: text } };
    const xlsx = entryOf('npm', 'xlsx', given);
    return [xlsx?.ranges.map(({ events }) => events), xlsx?.versions];
  };
  assert.deepEqual(coverage('< 0.19.3'), [[[{ introduced: '0' }, { limit: '0.19.3' }]], []]);
  assert.deepEqual(coverage('<= 0.19.3'), [[[{ introduced: '0' }, { lastAffected: '0.19.3' }]], []]);
  for (const text of ['', '> 1', '< 1, < 2', '= 1']) {
    assert.deepEqual(coverage(text), [[[{ introduced: '0' }]], ['0.1', '0.20']], text);
  }
  const fixed = [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '0.20' }] }];
  assert.deepEqual(coverage('<= 0.19.3', fixed), [[[{ introduced: '0' }, { fixed: '0.20' }]], ['0.1', '0.20']]);
  assert.deepEqual(coverage('<= 0.19.3', [...OPEN, ...OPEN]), [
    [[{ introduced: '0' }], [{ introduced: '0' }]],
    ['0.1', '0.20'],
  ]);
  assert.deepEqual(coverage('<= 0.19.3', []), [[], ['0.1', '0.20']]);
});
