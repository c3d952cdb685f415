import { type ImageOptions, type MadeImage, makeImageOf } from './images.ts';
import { feedOf } from './osv.ts';

const RELEASE = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.18.4\nPRETTY_NAME="Alpine Linux v3.18"\n';

/** A small Alpine of two layers: openssl with two binaries in the lower one, zlib in the upper one. */
export function alpineImage(options: ImageOptions = {}): MadeImage {
  const lower = `${installed('libcrypto3', '3.1.3-r0', 'openssl')}${installed('libssl3', '3.1.3-r0', 'openssl')}`;
  const path = 'lib/apk/db/installed';
  return makeImageOf(
    [
      [
        { path: 'etc/os-release', body: RELEASE },
        { path, body: lower },
      ],
      [{ path, body: `${lower}${installed('zlib', '1.2.13-r1')}` }],
    ],
    options,
  );
}

function installed(name: string, version: string, origin = name): string {
  return `P:${name}\nV:${version}\nA:x86_64\no:${origin}\n\n`;
}

/** A feed with one high vulnerability in that image's openssl, which has a fix, and a critical one in its zlib, which has none. */
export function alpineFeed(): Buffer {
  return feedOf(
    record(
      'CVE-2026-1111',
      'openssl',
      [{ introduced: '0' }, { fixed: '3.1.4-r0' }],
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
    ),
    record('CVE-2026-2222', 'zlib', [{ introduced: '0' }], 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'),
    record(
      'CVE-2026-3333',
      'zlib',
      [{ introduced: '0' }, { fixed: '1.2.12-r0' }],
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    ),
  );
}

/** A feed that concerns nothing in that image. */
export function cleanFeed(): Buffer {
  return feedOf(
    record(
      'CVE-2026-3333',
      'zlib',
      [{ introduced: '0' }, { fixed: '1.2.12-r0' }],
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    ),
  );
}

function record(cve: string, name: string, events: readonly Readonly<Record<string, string>>[], score: string) {
  return {
    schema_version: '1.7.0',
    id: `ALPINE-${cve}`,
    modified: '2026-01-01T00:00:00Z',
    upstream: [cve],
    details: `What ${cve} does.`,
    severity: [{ type: 'CVSS_V3', score }],
    affected: [{ package: { ecosystem: 'Alpine:v3.18', name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
  };
}
