import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { savedByNewDocker } from './support/archives.ts';
import { temporaryFolder } from './support/folder.ts';
import { makeImageOf } from './support/images.ts';
import { feedOf, osvServer } from './support/osv.ts';
import { scanReal } from './support/scanning.ts';
import { reply, serve } from './support/server.ts';
import { makeTar } from './support/tar.ts';

const RELEASE = 'ID="rhel"\nVERSION_ID="9.4"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\n';
/** The text form of rpm's database: name, version, and among others vendor, architecture, epoch and source. */
const MANIFEST = 'openssl\t3.0.7-1.el9\t1\t2\tRed Hat, Inc.\t(none)\t3\tx86_64\t1\topenssl-3.0.7-1.el9.src.rpm\n';
const SETS = JSON.stringify({ content_sets: ['rhel-9-for-x86_64-baseos-eus-rpms'] });

function record(id: string, ecosystem: string) {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1:3.0.7-9.el9' }] }];
  return { id, modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem, name: 'openssl' }, ranges }] };
}

const FEED = feedOf(
  record('CVE-2026-1', 'Red Hat:enterprise_linux:9::baseos'),
  record('CVE-2026-2', 'Red Hat:rhel_eus:9.4::baseos'),
);

/** The vulnerabilities of an image of Red Hat's that was built from the repository of extended support. */
async function found(mapping: string): Promise<readonly string[]> {
  await using folder = await temporaryFolder();
  await using osv = await osvServer({ 'Red Hat': FEED });
  await using server = await serve((_, response) => reply(response, 200, mapping));
  const path = join(folder.path, 'ubi.tar');
  const image = makeImageOf([
    [
      { path: 'etc/os-release', body: RELEASE },
      { path: 'var/lib/rpmmanifest/container-manifest-2', body: MANIFEST },
      { path: 'root/buildinfo/content_manifests/ubi9.json', body: SETS },
    ],
  ]);
  await writeFile(path, makeTar(savedByNewDocker(image)));
  const urls = `rhel-repositories=${server.origin},epss=${osv.url}/beside/epss,kev=${osv.url}/beside/kev`;
  const { findings } = await scanReal('', { options: { 'image-path': path, 'osv-url': osv.url, 'feed-urls': urls } });
  return findings.map(({ vulnerability }) => vulnerability.id);
}

test('an image of Red Hat is judged by the products whose repositories it was built from', async () => {
  const cpes = ['cpe:/o:redhat:rhel_eus:9.4::baseos'];
  assert.deepEqual(await found(JSON.stringify({ data: { 'rhel-9-for-x86_64-baseos-eus-rpms': { cpes } } })), ['CVE-2026-2']);
});

test('it is judged by its release where the list of repositories does not know them, or is none', async () => {
  assert.deepEqual(await found(JSON.stringify({ data: { other: { cpes: ['cpe:/o:redhat:x:1'] } } })), ['CVE-2026-1']);
  assert.deepEqual(await found('a page that asks to sign in'), ['CVE-2026-1']);
});
