import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PackageURL } from 'packageurl-js';
import type { Ecosystem } from '../../src/ecosystems/ecosystem.ts';
import { ECOSYSTEMS, ecosystemOf, READERS, RELEASE_READERS } from '../../src/ecosystems/index.ts';
import { parseOsRelease } from '../../src/ecosystems/release/os-release.ts';
import type { PackageRecord } from '../../src/model/package.ts';

interface Case {
  readonly title: string;
  readonly text: string;
  readonly id: string | undefined;
  readonly feeds: readonly string[];
}

// What these systems really have in etc/os-release, without their links and colours.
const CASES: readonly Case[] = [
  {
    title: 'Alpine',
    text: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.18.9\nPRETTY_NAME="Alpine Linux v3.18"\n',
    id: 'alpine',
    feeds: ['Alpine:v3.18'],
  },
  {
    title: 'Alpine edge',
    text: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20_alpha20240329\nPRETTY_NAME="Alpine Linux edge"\n',
    id: 'alpine',
    feeds: [],
  },
  {
    title: 'Debian',
    text: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
    id: 'debian',
    feeds: ['Debian:12'],
  },
  {
    title: 'Debian testing',
    text: 'PRETTY_NAME="Debian GNU/Linux trixie/sid"\nNAME="Debian GNU/Linux"\nVERSION_CODENAME=trixie\nID=debian\n',
    id: 'debian',
    feeds: [],
  },
  {
    title: 'distroless',
    text: 'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="11"\n',
    id: 'debian',
    feeds: ['Debian:11'],
  },
  {
    title: 'Ubuntu with long-term support',
    text: 'PRETTY_NAME="Ubuntu 22.04.4 LTS"\nNAME="Ubuntu"\nVERSION_ID="22.04"\nVERSION="22.04.4 LTS (Jammy Jellyfish)"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=jammy\n',
    id: 'ubuntu',
    feeds: ['Ubuntu:22.04:LTS', 'Ubuntu:22.04'],
  },
  {
    title: 'Ubuntu of October',
    text: 'PRETTY_NAME="Ubuntu 24.10"\nNAME="Ubuntu"\nVERSION_ID="24.10"\nID=ubuntu\nID_LIKE=debian\n',
    id: 'ubuntu',
    feeds: ['Ubuntu:24.10'],
  },
  {
    title: 'Ubuntu of an odd year',
    text: 'PRETTY_NAME="Ubuntu 23.04"\nNAME="Ubuntu"\nVERSION_ID="23.04"\nID=ubuntu\nID_LIKE=debian\n',
    id: 'ubuntu',
    feeds: ['Ubuntu:23.04'],
  },
  {
    title: 'AlmaLinux',
    text: 'NAME="AlmaLinux"\nVERSION="9.2 (Turquoise Kodkod)"\nID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.2"\nPLATFORM_ID="platform:el9"\n',
    id: 'almalinux',
    feeds: ['AlmaLinux:9'],
  },
  {
    title: 'Rocky Linux',
    text: 'NAME="Rocky Linux"\nVERSION="9.3 (Blue Onyx)"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.3"\nPLATFORM_ID="platform:el9"\n',
    id: 'rocky',
    feeds: ['Rocky Linux:9'],
  },
  { title: 'Wolfi', text: 'ID=wolfi\nNAME="Wolfi"\nPRETTY_NAME="Wolfi"\nVERSION_ID="20230201"\n', id: 'wolfi', feeds: ['Wolfi'] },
  {
    title: 'Chainguard',
    text: 'ID=chainguard\nNAME="Chainguard"\nPRETTY_NAME="Chainguard"\nVERSION_ID="20230214"\n',
    id: 'chainguard',
    feeds: ['Chainguard'],
  },
  { title: 'a relative of Debian', text: 'ID=raspbian\nID_LIKE=debian\nVERSION_ID="12"\n', id: undefined, feeds: [] },
  { title: 'an image without a distribution', text: '', id: undefined, feeds: [] },
];

for (const { title, text, id, feeds } of CASES) {
  test(`${title} has ${id ?? 'no ecosystem'}, and ${feeds.join(' and ') || 'no feed'}`, () => {
    const release = parseOsRelease(text);
    const ecosystem = ecosystemOf(release);
    assert.equal(ecosystem?.id, id);
    assert.deepEqual(ecosystem?.feed.ecosystems(release) ?? [], feeds);
    assert.ok(ECOSYSTEMS.filter((each) => each.appliesTo(release)).length <= 1);
  });
}

test('A feed speaks of releases of its own folder, and advisories are keyed as that feed keys them', () => {
  for (const { id, text } of CASES) {
    const ecosystem = ECOSYSTEMS.find((each) => each.id === id);
    for (const name of ecosystem?.feed.ecosystems(parseOsRelease(text)) ?? [])
      assert.equal(name.split(':')[0], ecosystem?.feed.folder);
  }
  assert.deepEqual(Object.fromEntries(ECOSYSTEMS.map(({ id, feed }) => [id, feed.keyedBy])), {
    alpine: 'source',
    debian: 'source',
    ubuntu: 'source',
    almalinux: 'binary',
    rocky: 'either',
    wolfi: 'source',
    chainguard: 'source',
  });
});

test('Every reader is listed once, those of the release first', () => {
  assert.deepEqual(
    READERS.map(({ id }) => id),
    ['os-release', 'apk-installed', 'dpkg-status', 'rpm-sqlite', 'rpm-unread'],
  );
  assert.deepEqual(READERS.slice(0, RELEASE_READERS.length), RELEASE_READERS);
  assert.equal(new Set(ECOSYSTEMS.map(({ id }) => id)).size, ECOSYSTEMS.length);
});

test('No two readers want one file', () => {
  const folders = [
    'var/lib/rpm',
    'usr/lib/sysimage/rpm',
    'usr/share/rpm',
    'var/lib/dpkg',
    'var/lib/dpkg/status.d',
    'lib/apk/db',
    'usr/lib/apk/db',
    'etc',
    'usr/lib',
  ];
  const files = ['rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages', 'Packages.db', 'status', 'base', 'installed', 'os-release'];
  const paths = folders.flatMap((folder) => files.map((file) => `${folder}/${file}`));
  for (const path of paths) assert.ok(READERS.filter((reader) => reader.wants(path)).length <= 1, path);
  for (const reader of READERS)
    assert.ok(
      paths.some((path) => reader.wants(path)),
      reader.id,
    );
});

test('An order orders its own versions, and says where it is written down', () => {
  for (const { id, versions } of ECOSYSTEMS) {
    assert.ok(versions.compare('1.9-r1', '1.10-r0') < 0, id);
    assert.match(versions.specification, /^https:/);
  }
});

function purlOf(id: string, text: string, pkg: PackageRecord): string {
  const ecosystem: Ecosystem | undefined = ECOSYSTEMS.find((each) => each.id === id);
  const purl = ecosystem?.purl(pkg, parseOsRelease(text)) ?? '';
  assert.equal(PackageURL.fromString(purl).toString(), purl);
  return purl;
}

test('A deb package URL tells the architecture, the distribution and a source that differs', () => {
  const debian = 'ID=debian\nVERSION_ID="12"\n';
  const own = { name: 'tzdata', version: '2024a-0+deb12u1', arch: 'all', source: { name: 'tzdata', version: '2024a-0+deb12u1' } };
  assert.equal(purlOf('debian', debian, own), 'pkg:deb/debian/tzdata@2024a-0+deb12u1?arch=all&distro=debian-12');
  const other = { name: 'libgcc-s1', version: '12.2.0-14+b1', arch: 'amd64', source: { name: 'gcc-12', version: '12.2.0-14' } };
  const upstream = 'arch=amd64&distro=debian-12&upstream=gcc-12%4012.2.0-14';
  assert.equal(purlOf('debian', debian, other), `pkg:deb/debian/libgcc-s1@12.2.0-14+b1?${upstream}`);
  const rebuilt = { name: 'zlib', version: '1:1.2.13+b1', source: { name: 'zlib', version: '1:1.2.13' } };
  assert.equal(
    purlOf('ubuntu', 'ID=ubuntu\nVERSION_ID="22.04"', rebuilt),
    'pkg:deb/ubuntu/zlib@1:1.2.13+b1?distro=ubuntu-22.04&upstream=zlib%401%3A1.2.13',
  );
  assert.equal(purlOf('debian', 'ID=debian', { name: 'dash', version: '0.5' }), 'pkg:deb/debian/dash@0.5?distro=debian');
});

test('An apk package URL tells the distribution and a source of another name', () => {
  const pkg = { name: 'libcrypto3', version: '3.1.4-r5', arch: 'x86_64', source: { name: 'openssl', version: '3.1.4-r5' } };
  assert.equal(
    purlOf('alpine', 'ID=alpine\nVERSION_ID=3.18.9', pkg),
    'pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.18.9&upstream=openssl',
  );
  const own = { name: 'musl', version: '1.2.4-r2', source: { name: 'musl', version: '1.2.4-r2' } };
  assert.equal(purlOf('wolfi', 'ID=wolfi\nVERSION_ID=20230201', own), 'pkg:apk/wolfi/musl@1.2.4-r2?distro=wolfi-20230201');
  assert.equal(
    purlOf('chainguard', 'ID=chainguard\nVERSION_ID=20230214', own),
    'pkg:apk/chainguard/musl@1.2.4-r2?distro=chainguard-20230214',
  );
});

test('An rpm package URL has its epoch apart', () => {
  const pkg = {
    name: 'openssl-libs',
    version: '1:3.0.1-41.el9_0',
    arch: 'aarch64',
    source: { name: 'openssl', version: '1:3.0.1-41.el9_0' },
  };
  const qualifiers = 'arch=aarch64&distro=almalinux-9.0&epoch=1&upstream=openssl-3.0.1-41.el9_0.src.rpm';
  assert.equal(
    purlOf('almalinux', 'ID="almalinux"\nVERSION_ID="9.0"', pkg),
    `pkg:rpm/almalinux/openssl-libs@3.0.1-41.el9_0?${qualifiers}`,
  );
  const plain = { name: 'bash', version: '5.1.8-4.el9', arch: 'x86_64' };
  assert.equal(
    purlOf('rocky', 'ID="rocky"\nVERSION_ID="9.3"', plain),
    'pkg:rpm/rocky/bash@5.1.8-4.el9?arch=x86_64&distro=rocky-9.3',
  );
});
