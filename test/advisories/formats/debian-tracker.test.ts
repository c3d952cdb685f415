import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTracker } from '../../../src/advisories/formats/debian-tracker.ts';
import { BARE_ADVISORY, BARE_ENTRY, before, EVERY_VERSION, inPieces, readAll, selection } from './reading.ts';

const WANTED = selection(['Debian:12', 'Debian:13'], ['openssl']);

function read(document: unknown, wanted = WANTED) {
  return readAll(readTracker(inPieces(JSON.stringify(document)), wanted));
}

function issue(release: object) {
  return { openssl: { 'CVE-2024-6119': { releases: { bookworm: release } } } };
}

test('a vulnerability of a package becomes an advisory with what each wanted release says', async () => {
  const { advisories, unread } = await read({
    'zlib"{': { 'CVE-2024-0001': { releases: { bookworm: { status: 'open', urgency: 'low' } } } },
    openssl: {
      'CVE-2024-6119': {
        description: 'Denial of \\"service\\" }',
        debianbug: 1080000,
        scope: 'remote',
        releases: {
          bookworm: {
            status: 'resolved',
            repositories: { bookworm: '3.0.14-1~deb12u2' },
            fixed_version: '3.0.14-1~deb12u2',
            urgency: 'not yet assigned',
          },
          bullseye: { status: 'open', repositories: {}, urgency: 'low' },
          sid: { status: 'resolved', fixed_version: '3.3.2-1', urgency: 'low' },
          trixie: { status: 'open', repositories: {}, urgency: 'unimportant' },
        },
      },
    },
  });
  assert.deepEqual(advisories, [
    {
      ...BARE_ADVISORY,
      id: 'DEBIAN-CVE-2024-6119',
      aliases: ['CVE-2024-6119'],
      details: 'Denial of \\"service\\" }',
      references: ['https://security-tracker.debian.org/tracker/CVE-2024-6119', 'https://bugs.debian.org/1080000'],
      affected: [
        {
          ...BARE_ENTRY,
          ecosystem: 'Debian:12',
          name: 'openssl',
          ranges: before('3.0.14-1~deb12u2'),
          severityWord: 'not yet assigned',
        },
        { ...BARE_ENTRY, ecosystem: 'Debian:13', name: 'openssl', ranges: EVERY_VERSION, severityWord: 'unimportant' },
      ],
    },
  ]);
  assert.deepEqual(unread, []);
});

const outlooks: readonly (readonly [string, object, string | undefined])[] = [
  ['without a word nothing is known of a fix', {}, undefined],
  ['an issue without a notice is put off', { nodsa: 'Minor issue', nodsa_reason: '' }, 'deferred'],
  ['a postponed issue is put off', { nodsa: 'Minor issue', nodsa_reason: 'postponed' }, 'deferred'],
  ['an ignored issue is not fixed', { nodsa: 'Too intrusive', nodsa_reason: 'ignored' }, 'will-not-fix'],
  ['a package whose support has ended is not fixed', { urgency: 'end-of-life' }, 'end-of-life'],
];
for (const [title, remarks, outlook] of outlooks) {
  test(title, async () => {
    const { advisories } = await read(issue({ status: 'open', ...remarks }));
    assert.equal(advisories[0]?.affected[0]?.outlook, outlook);
  });
}

test('a release that was never affected says so', async () => {
  const { advisories } = await read(issue({ status: 'resolved', fixed_version: '0', urgency: 'low', nodsa: 'x' }));
  assert.deepEqual(advisories[0]?.affected, [
    { ...BARE_ENTRY, ecosystem: 'Debian:12', name: 'openssl', ranges: EVERY_VERSION, severityWord: 'low', notAffected: true },
  ]);
});

test('what is undetermined counts as affected', async () => {
  const { advisories } = await read(issue({ status: 'undetermined', urgency: 'not yet assigned' }));
  assert.deepEqual(advisories[0]?.affected[0]?.ranges, EVERY_VERSION);
  assert.equal(advisories[0]?.affected[0]?.notAffected, undefined);
});

test('an issue without a CVE goes by the name of the tracker', async () => {
  const { advisories } = await read({ openssl: { 'TEMP-0841856-B18BAF': { releases: { bookworm: { status: 'open' } } } } });
  assert.deepEqual([advisories[0]?.id, advisories[0]?.aliases], ['TEMP-0841856-B18BAF', []]);
});

test('what cannot be read is told of, and the rest counts', async () => {
  const { advisories, unread } = await read({
    openssl: {
      'CVE-2024-0001': { releases: { bookworm: { status: 'strange' } } },
      'CVE-2024-0002': { releases: { bookworm: { status: 'resolved' } } },
      'CVE-2024-0003': { releases: { bookworm: { status: 'open' }, bullseye: 'nonsense' } },
    },
  });
  assert.deepEqual(
    advisories.map(({ id }) => id),
    ['DEBIAN-CVE-2024-0003'],
  );
  assert.match(unread[0] ?? '', /^openssl CVE-2024-0001: status/);
  assert.equal(unread[1], 'openssl CVE-2024-0002: it is resolved, and no version is named');
});

test('a page that is not the tracker, or a part of it, is an error', async () => {
  for (const text of ['<html>', '', '{"openssl": {}', '[]', '{"openssl" 1}']) {
    await assert.rejects(readAll(readTracker(inPieces(text), WANTED)), /It is not (?:JSON|a JSON object)/, text);
  }
});
