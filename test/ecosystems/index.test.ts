import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PackageURL } from 'packageurl-js';
import type { Distribution } from '../../src/ecosystems/ecosystem.ts';
import { DISTRIBUTIONS, distributionOf, READERS, RELEASE_READERS } from '../../src/ecosystems/index.ts';
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
    feeds: ['Alpine:edge'],
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
    feeds: ['Debian:13'],
  },
  {
    title: 'Debian after those that are known',
    text: 'ID=debian\nVERSION_CODENAME=constructor\n',
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
    feeds: ['Ubuntu:22.04:LTS', 'Ubuntu:22.04', 'Ubuntu:Pro:22.04:LTS'],
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
  {
    title: 'CBL-Mariner',
    text: 'NAME="Common Base Linux Mariner"\nVERSION="2.0.20240123"\nID=mariner\nVERSION_ID="2.0"\nPRETTY_NAME="CBL-Mariner/Linux"\n',
    id: 'azurelinux',
    feeds: ['Azure Linux:2'],
  },
  {
    title: 'Azure Linux',
    text: 'NAME="Microsoft Azure Linux"\nVERSION="3.0.20240727"\nID=azurelinux\nVERSION_ID="3.0"\nPRETTY_NAME="Microsoft Azure Linux 3.0"\n',
    id: 'azurelinux',
    feeds: ['Azure Linux:3'],
  },
  {
    title: 'openEuler',
    text: 'NAME="openEuler"\nVERSION="24.03 (LTS)"\nID="openEuler"\nVERSION_ID="24.03"\nPRETTY_NAME="openEuler 24.03 (LTS)"\n',
    id: 'openeuler',
    feeds: ['openEuler:24.03-LTS'],
  },
  {
    title: 'openEuler with a service pack',
    text: 'ID="openEuler"\nVERSION_ID="22.03"\nPRETTY_NAME="openEuler 22.03 (LTS-SP4)"\n',
    id: 'openeuler',
    feeds: ['openEuler:22.03-LTS-SP4'],
  },
  {
    title: 'openEuler between two releases of long support',
    text: 'ID="openEuler"\nVERSION_ID="24.09"\nPRETTY_NAME="openEuler 24.09"\n',
    id: 'openeuler',
    feeds: [],
  },
  {
    title: 'Mageia',
    text: 'NAME="Mageia"\nVERSION="9"\nID=mageia\nVERSION_ID=9\nID_LIKE="mandriva fedora"\nPRETTY_NAME="Mageia 9"\n',
    id: 'mageia',
    feeds: ['Mageia:9'],
  },
  { title: 'MinimOS', text: 'ID=minimos\nNAME="MinimOS"\nVERSION_ID="20241031"\n', id: 'minimos', feeds: ['MinimOS'] },
  { title: 'Echo', text: 'ID=echo\nVERSION_ID="1"\n', id: 'echo', feeds: ['Echo'] },
  { title: 'CleanStart', text: 'ID=cleanstart\n', id: 'cleanstart', feeds: ['CleanStart'] },
  { title: 'Alpaquita', text: 'ID=alpaquita\nID_LIKE=alpine\nVERSION_ID=23\n', id: 'alpaquita', feeds: ['Alpaquita:23'] },
  {
    title: 'the stream of Alpaquita',
    text: 'ID=alpaquita\nID_LIKE=alpine\nVERSION_ID=stream\nPRETTY_NAME="BellSoft Alpaquita Linux Stream (musl)"\n',
    id: 'alpaquita',
    feeds: ['Alpaquita:stream'],
  },
  {
    title: 'a hardened image of BellSoft',
    text: 'ID=bellsoft-hardened-containers\nID_LIKE=alpine\nVERSION_ID=stream\n',
    id: 'bellsoft-hardened-containers',
    feeds: ['BellSoft Hardened Containers:stream'],
  },
  { title: 'Alpaquita of no release', text: 'ID=alpaquita\nVERSION_ID=x\n', id: 'alpaquita', feeds: [] },
  { title: 'CentOS', text: 'ID="centos"\nVERSION_ID="7"\n', id: 'centos', feeds: [] },
  { title: 'Fedora', text: 'ID=fedora\nVERSION_ID=39\n', id: 'fedora', feeds: [] },
  { title: 'Oracle Linux', text: 'ID="ol"\nVERSION_ID="8.9"\n', id: 'ol', feeds: ['Oracle Linux:8'] },
  { title: 'Amazon Linux', text: 'ID="amzn"\nVERSION_ID="2023"\n', id: 'amzn', feeds: ['Amazon Linux:2023'] },
  { title: 'Photon', text: 'ID=photon\nVERSION_ID=5.0\n', id: 'photon', feeds: ['Photon OS:5.0'] },
  { title: 'OpenWrt', text: 'ID="openwrt"\nVERSION_ID="23.05.3"\n', id: 'openwrt', feeds: [] },
  { title: 'a relative of Debian', text: 'ID=raspbian\nID_LIKE=debian\nVERSION_ID="12"\n', id: undefined, feeds: [] },
  { title: 'an image without a distribution', text: '', id: undefined, feeds: [] },
];

/** Where distributions keep what tells of their packages, and what lies beside it. */
const PATHS = [
  ['var/lib/rpm', 'rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages', 'Packages.db', 'Name'],
  ['usr/lib/sysimage/rpm', 'rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages', 'Packages.db'],
  ['usr/share/rpm', 'rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages', 'Packages.db'],
  ['var/lib/rpmmanifest', 'container-manifest-1', 'container-manifest-2'],
  ['var/lib/dnf', 'history.sqlite', 'history.sqlite-wal'],
  ['root/buildinfo/content_manifests', 'ubi9.json'],
  ['var/lib/dpkg', 'status', 'available', 'diversions'],
  ['var/lib/dpkg/status.d', 'base', 'base.md5sums'],
  ['var/lib/dpkg/info', 'base.list', 'base.md5sums', 'base.postinst'],
  ['var/lib/chisel', 'manifest.wall'],
  ['usr/lib/opkg', 'status', 'info/a.control', 'info/a.list'],
  ['lib/apk/db', 'installed', 'triggers'],
  ['usr/lib/apk/db', 'installed'],
  ['etc', 'os-release', 'alpine-release', 'redhat-release', 'debian_version', 'apk/repositories', 'passwd'],
  ['usr/lib', 'os-release'],
].flatMap(([folder, ...files]) => files.map((file) => `${folder}/${file}`));

for (const { title, text, id, feeds } of CASES) {
  test(`${title} has ${id ?? 'no ecosystem'}, and ${feeds.join(' and ') || 'no feed'}`, () => {
    const release = parseOsRelease(text);
    const ecosystem = distributionOf(release);
    assert.equal(ecosystem?.id, id);
    assert.deepEqual(ecosystem?.feed.ecosystems(release) ?? [], feeds);
    assert.ok(DISTRIBUTIONS.filter((each) => each.appliesTo(release)).length <= 1);
  });
}

test('A feed speaks of releases of its own folder, and advisories are keyed as that feed keys them', () => {
  for (const { id, text } of CASES) {
    const ecosystem = DISTRIBUTIONS.find((each) => each.id === id);
    for (const name of ecosystem?.feed.ecosystems(parseOsRelease(text)) ?? [])
      if (ecosystem?.feed.folder !== undefined) assert.equal(name.split(':')[0], ecosystem.feed.folder);
  }
  assert.deepEqual(Object.fromEntries(DISTRIBUTIONS.map(({ id, feed }) => [id, feed.keyedBy])), {
    alpine: 'source',
    debian: 'source',
    ubuntu: 'source',
    almalinux: 'binary',
    rocky: 'either',
    wolfi: 'source',
    chainguard: 'source',
    rhel: 'either',
    sles: 'source',
    opensuse: 'source',
    azurelinux: 'either',
    openeuler: 'source',
    mageia: 'source',
    minimos: 'source',
    echo: 'source',
    alpaquita: 'source',
    'bellsoft-hardened-containers': 'source',
    cleanstart: 'source',
    centos: 'either',
    fedora: 'either',
    ol: 'binary',
    amzn: 'binary',
    photon: 'binary',
    openwrt: 'either',
  });
});

test('Every reader is listed once, those of the release first', () => {
  assert.equal(new Set(READERS.map(({ id }) => id)).size, READERS.length);
  assert.deepEqual(READERS.slice(0, RELEASE_READERS.length), RELEASE_READERS);
  assert.equal(new Set(DISTRIBUTIONS.map(({ id }) => id)).size, DISTRIBUTIONS.length);
});

test('No two readers of distributions want one file, and each has files that it wants', () => {
  const readers = new Set([...RELEASE_READERS, ...DISTRIBUTIONS.flatMap((each) => each.readers)]);
  for (const path of PATHS) {
    const wanting = [...readers].filter((reader) => reader.wants(path, 1)).map(({ id }) => id);
    assert.ok(wanting.length <= 1, `${path}: ${wanting.join(', ')}`);
  }
  for (const reader of readers)
    assert.ok(
      PATHS.some((path) => reader.wants(path, 1)),
      reader.id,
    );
});

test('An order orders its own versions, and says where it is written down', () => {
  for (const { id, versions } of DISTRIBUTIONS) {
    assert.ok(versions.compare('1.9-r1', '1.10-r0') < 0, id);
    assert.match(versions.specification, /^https:/);
  }
});

function purlOf(id: string, text: string, pkg: PackageRecord): string {
  const ecosystem: Distribution | undefined = DISTRIBUTIONS.find((each) => each.id === id);
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

test('The namespace of a package URL is the maker, and the distribution what the release calls itself', () => {
  const rpm = { name: 'bash', version: '5.1-1' };
  for (const [id, text, start, distro] of [
    ['rhel', 'ID=rhel\nVERSION_ID=9.4', 'rpm/redhat', 'rhel-9.4'],
    ['sles', 'ID=sles_sap\nVERSION_ID=15.5', 'rpm/suse', 'sles_sap-15.5'],
    ['opensuse', 'ID=opensuse-leap\nVERSION_ID=15.6', 'rpm/opensuse', 'opensuse-leap-15.6'],
    ['azurelinux', 'ID=mariner\nVERSION_ID=2.0', 'rpm/mariner', 'mariner-2.0'],
    ['openeuler', 'ID=openEuler\nVERSION_ID=24.03', 'rpm/openeuler', 'openEuler-24.03'],
    ['ol', 'ID=ol\nVERSION_ID=8.9', 'rpm/oracle', 'ol-8.9'],
    ['amzn', 'ID=amzn\nVERSION_ID=2', 'rpm/amzn', 'amzn-2'],
    ['echo', 'ID=echo', 'deb/echo', 'echo'],
    ['openwrt', 'ID=openwrt\nVERSION_ID=23.05.3', 'deb/openwrt', 'openwrt-23.05.3'],
    ['alpaquita', 'ID=alpaquita\nVERSION_ID=stream', 'apk/alpaquita', 'alpaquita-stream'],
    ['cleanstart', 'ID=clnstrt', 'apk/cleanstart', 'clnstrt'],
  ] as const)
    assert.equal(purlOf(id, text, rpm), `pkg:${start}/bash@5.1-1?distro=${distro}`);
});

test('A vendor is told from whoever else makes packages for the same system', () => {
  for (const [id, own, other] of [
    ['debian', 'Santiago Vila <sanvila@debian.org>', 'NGINX Packaging <nginx-packaging@f5.com>'],
    ['ubuntu', 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>', 'Docker <support@docker.com>'],
    ['almalinux', 'AlmaLinux', 'Fedora Project'],
    ['rocky', 'Rocky Enterprise Software Foundation', 'Fedora Project'],
    ['rhel', 'Red Hat, Inc.', 'Fedora Project'],
    ['sles', 'SUSE LLC <https://www.suse.com/>', 'NVIDIA Corporation'],
    ['opensuse', 'openSUSE', 'NVIDIA Corporation'],
    ['azurelinux', 'Microsoft Corporation', 'Docker'],
  ] as const) {
    const vendor = DISTRIBUTIONS.find((each) => each.id === id)?.vendor;
    assert.ok(vendor?.test(own) === true && !vendor.test(other), id);
  }
});
