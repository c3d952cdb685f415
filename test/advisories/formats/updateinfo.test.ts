import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUpdateinfo } from '../../../src/advisories/formats/updateinfo.ts';
import { BARE_ADVISORY, BARE_ENTRY, before, inPieces, readAll, selection } from './reading.ts';

const AMAZON = 'Amazon Linux:2023';

function read(updates: string, wanted = selection([AMAZON], ['openssl-libs', 'nodejs', 'kernel'])) {
  return readAll(
    readUpdateinfo(inPieces(`<?xml version="1.0" ?>\n<updates>${updates}</updates>`), { ecosystem: AMAZON, wanted }),
  );
}

function update(packages: string, type = 'security') {
  return `<update type="${type}"><id>ALAS2023-2024-1</id><pkglist><collection>${packages}</collection></pkglist></update>`;
}

function pkg(name: string, version: string, arch: string) {
  return `<package name="${name}" epoch="0" version="${version}" release="1" arch="${arch}"/>`;
}

test('a security update becomes an advisory with all that a scan uses', async () => {
  const { advisories, unread } = await read(`
    <update status="final" version="1.4" author="linux-security@amazon.com" type="security" from="linux-security@amazon.com">
      <id>ALAS2023-2024-100</id>
      <title>Amazon Linux 2023 - ALAS2023-2024-100: Important priority package update for openssl</title>
      <issued date="2024-07-01 20:41:00" /><updated date="2024-07-02 23:22" />
      <severity>Important</severity>
      <description>CVE-2024-1111:
A flaw &amp; more.</description>
      <references>
        <reference href="https://example.com/CVE-2024-1111.html" id="CVE-2024-1111" title="" type="cve" />
        <reference href="javascript:alert(1)" id="cve-2024-2222" type="cve" />
        <reference href="https://example.com/bug" id="RHBZ 1" type="bugzilla" />
      </references>
      <pkglist><collection short="amazon-linux-2023"><name>Amazon Linux 2023</name>
        <package name="openssl-libs" version="3.0.8" release="1.amzn2023.0.10" epoch="1" arch="x86_64"><filename>x</filename></package>
        <package name="openssl-libs" version="3.0.8" release="1.amzn2023.0.10" epoch="1" arch="i686"><filename>x</filename></package>
        <package name="bash" version="5.0" release="1" epoch="0" arch="x86_64"/>
      </collection></pkglist>
    </update>`);
  assert.deepEqual(unread, []);
  assert.deepEqual(advisories, [
    {
      ...BARE_ADVISORY,
      id: 'ALAS2023-2024-100',
      upstream: ['CVE-2024-1111', 'CVE-2024-2222'],
      summary: 'Amazon Linux 2023 - ALAS2023-2024-100: Important priority package update for openssl',
      details: 'CVE-2024-1111:\nA flaw & more.',
      published: '2024-07-01T20:41:00.000Z',
      modified: '2024-07-02T23:22:00.000Z',
      references: ['https://example.com/CVE-2024-1111.html', 'https://example.com/bug'],
      affected: [
        {
          ...BARE_ENTRY,
          ecosystem: AMAZON,
          name: 'openssl-libs',
          ranges: before('1:3.0.8-1.amzn2023.0.10'),
          severityWord: 'Important',
        },
      ],
    },
  ]);
});

test('only where the versions of architectures differ they are told apart', async () => {
  const { advisories } = await read(
    update(pkg('kernel', '1', 'x86_64') + pkg('kernel', '1', 'i686') + pkg('kernel', '2', 'aarch64') + pkg('kernel', '9', 'src')),
  );
  assert.deepEqual(
    advisories[0]?.affected.map(({ ranges, arches }) => ({ ranges, arches })),
    [
      { ranges: before('1-1'), arches: ['x86_64', 'i686'] },
      { ranges: before('2-1'), arches: ['aarch64'] },
    ],
  );
});

test('a source counts where nothing else is listed', async () => {
  const { advisories } = await read(update(pkg('kernel', '1', 'src')));
  assert.deepEqual(advisories[0]?.affected, [{ ...BARE_ENTRY, ecosystem: AMAZON, name: 'kernel', ranges: before('1-1') }]);
});

test('the module of a collection is the stream of its packages', async () => {
  const { advisories } = await read(
    update(`<module name="nodejs" stream="18" version="1" arch="x86_64"/>${pkg('nodejs', '18', 'x86_64')}`),
  );
  assert.equal(advisories[0]?.affected[0]?.module, 'nodejs:18');
});

test('updates that are not about security are left out', async () => {
  assert.deepEqual(await read(update(pkg('kernel', '1', 'x86_64'), 'bugfix')), { advisories: [], unread: [] });
});

test('nothing is read for a release that is not wanted', async () => {
  const wanted = selection(['Amazon Linux:2'], ['kernel']);
  assert.deepEqual((await read(update(pkg('kernel', '1', 'x86_64')), wanted)).advisories, []);
});

test('what cannot be read is told of, and the rest counts', async () => {
  const { advisories, unread } = await read(
    `${update('<package name="kernel" version="1"/>')}<update type="security"/>${update(pkg('nodejs', '1', 'x86_64'))}`,
  );
  assert.equal(advisories.length, 1);
  assert.deepEqual(unread, [
    'ALAS2023-2024-1 of Amazon Linux:2023: its package kernel has no version',
    'an update of Amazon Linux:2023: it has no id',
  ]);
});

test('a page that is no list of updates is an error', async () => {
  const question = { ecosystem: AMAZON, wanted: selection([AMAZON], ['kernel']) };
  await assert.rejects(readAll(readUpdateinfo(inPieces('<html></html>'), question)), /it begins with "html"/);
});
