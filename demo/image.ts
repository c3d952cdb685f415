import { randomBytes } from 'node:crypto';
import { makeTar } from '../test/support/tar.ts';
import { zipOf } from '../test/support/zip.ts';

const RELEASE = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.18.4
PRETTY_NAME="Alpine Linux v3.18"
`;

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly origin?: string;
}

function database(packages: readonly Installed[]): string {
  return packages.map(({ name, version, origin = name }) => `P:${name}\nV:${version}\nA:x86_64\no:${origin}\n\n`).join('');
}

const BASE: readonly Installed[] = [
  { name: 'musl', version: '1.2.4-r1' },
  { name: 'busybox', version: '1.36.1-r2' },
  { name: 'libcrypto3', version: '3.1.3-r0', origin: 'openssl' },
  { name: 'libssl3', version: '3.1.3-r0', origin: 'openssl' },
  { name: 'zlib', version: '1.2.13-r1' },
];
const ADDED: readonly Installed[] = [
  ...BASE,
  { name: 'curl', version: '8.3.0-r0' },
  { name: 'libcurl', version: '8.3.0-r0', origin: 'curl' },
];

/** Five layers: a base, an installation on top of it, and what an application brings. */
export function demoLayers(): readonly Buffer[] {
  const application = (name: string) => makeTar([{ path: `app/${name}`, body: randomBytes(200_000) }]);
  return [
    makeTar([
      { path: 'etc/os-release', body: RELEASE },
      { path: 'lib/apk/db/installed', body: database(BASE) },
      { path: 'bin/busybox', body: randomBytes(200_000) },
    ]),
    makeTar([
      { path: 'lib/apk/db/installed', body: database(ADDED) },
      { path: 'usr/bin/curl', body: randomBytes(200_000) },
    ]),
    application('server'),
    application('assets'),
    application('data'),
  ];
}

/** An OSV export with three advisories, as https://google.github.io/osv.dev/data/ lays it out. */
export function demoExport(): Buffer {
  const record = ([cve, name, fixed, summary, vector]: readonly [string, string, string, string, string]) => ({
    name: `ALPINE-${cve}.json`,
    content: JSON.stringify({
      schema_version: '1.7.0',
      id: `ALPINE-${cve}`,
      upstream: [cve],
      modified: '2026-01-01T00:00:00Z',
      published: '2023-10-11T00:00:00Z',
      summary,
      details: summary,
      severity: [{ type: 'CVSS_V3', score: vector }],
      affected: [
        {
          package: { ecosystem: 'Alpine:v3.18', name },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
        },
      ],
      references: [{ type: 'ADVISORY', url: `https://nvd.nist.gov/vuln/detail/${cve}` }],
    }),
  });
  return zipOf([
    record([
      'CVE-2023-38545',
      'curl',
      '8.4.0-r0',
      'Heap overflow in the SOCKS5 handshake',
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    ]),
    record([
      'CVE-2023-5363',
      'openssl',
      '3.1.4-r0',
      'Incorrect cipher key and IV length processing',
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
    ]),
    record(['CVE-2022-37434', 'zlib', '1.2.12-r2', 'Heap over-read in inflate', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H']),
  ]);
}
