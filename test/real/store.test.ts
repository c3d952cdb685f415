import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { recordedLog } from '../support/log.ts';
import { type MadeImage, makeImageOf } from '../support/images.ts';
import { type Nginx, type NginxOptions, nginxAbsence, type NginxRequest, startNginx } from '../support/nginx.ts';
import { feedOf, osvServer } from '../support/osv.ts';
import { type RegistryOptions, startRegistry } from '../support/registry.ts';
import { scanReal } from '../support/scanning.ts';
import type { Log } from '../../src/model/log.ts';
import type { Report } from '../../src/model/report.ts';

const RELEASE = 'ID=alpine\nVERSION_ID=3.18.4\nPRETTY_NAME="Alpine"\n';
const MEBIBYTE = 1024 * 1024;

/** An image of one layer whose database comes after this many bytes that do not compress. */
function imageOf(size: number): MadeImage {
  return makeImageOf([
    [
      { path: 'etc/os-release', body: RELEASE },
      { path: 'opt/data', body: randomBytes(size) },
      { path: 'lib/apk/db/installed', body: 'P:musl\nV:1.2.4-r1\nA:x86_64\n\n' },
    ],
  ]);
}

interface Stored {
  readonly report: Report;
  /** The links to the layer that the registry handed out, in order. */
  readonly links: readonly string[];
  /** What nginx was asked for the layer. */
  readonly requests: readonly NginxRequest[];
}

/** Scans an image whose blobs the registry sends to nginx. */
async function scanStored(
  image: MadeImage,
  nginx: Nginx,
  { age, log }: { readonly age: NonNullable<RegistryOptions['age']>; readonly log?: Log },
): Promise<Stored> {
  const links: string[] = [];
  const store = {
    put: nginx.put,
    sign(key: string, seconds?: number) {
      const link = nginx.sign(key, seconds);
      if (key.endsWith(image.layers[0]!.digest)) links.push(link);
      return link;
    },
  };
  await using registry = await startRegistry({ store, age, auth: { kind: 'basic', username: 'u', password: 'p' } });
  await using osv = await osvServer({ Alpine: feedOf({ id: 'ALPINE-NONE' }) });
  registry.push(image);
  const options = { 'osv-url': osv.url, 'registry-username': 'u', 'registry-password': 'p' };
  const report = await scanReal(`${registry.host}/app`, { options, ...(log === undefined ? {} : { log }) });
  assert.deepEqual(
    report.packages.map(({ name }) => name),
    ['musl'],
  );
  const requests = await nginx.requests();
  return { report, links, requests: requests.filter(({ uri }) => uri.includes(image.layers[0]!.digest)) };
}

const skip = nginxAbsence();
const LIFE = 600;

suite('nginx as the store behind a registry, with signed links that expire', { skip, concurrency: true }, () => {
  const open = async (options: Partial<NginxOptions> = {}): Promise<Nginx> => await startNginx({ life: LIFE, ...options });

  test('a layer is read from it, and no credentials of the registry get there', async () => {
    await using nginx = await open();
    const { report, requests } = await scanStored(imageOf(1000), nginx, { age: () => 0 });
    // It would have answered 400 to any authorization.
    assert.deepEqual(
      requests.map(({ status }) => status),
      [200],
    );
    assert.equal(report.fetched.urlsResolved, 1);
  });

  test('a link that is dead when it is handed out, and says so, is asked for again without being tried', async () => {
    await using nginx = await open();
    const image = imageOf(1000);
    const stale = isFirst(image);
    const { report, requests } = await scanStored(image, nginx, {
      age: (digest, count) => (stale(digest, count) ? LIFE + 60 : 0),
    });
    assert.deepEqual(
      requests.map(({ status }) => status),
      [200],
    );
    assert.equal(report.fetched.urlsResolved, 2);
    assert.equal(report.fetched.urlsExpired, 1);
  });

  test('a link that does not say when it dies, and is answered 410, is asked for again', async () => {
    await using nginx = await open({ parameter: 'until' });
    const image = imageOf(1000);
    const stale = isFirst(image);
    const { report, requests } = await scanStored(image, nginx, {
      age: (digest, count) => (stale(digest, count) ? LIFE + 60 : 0),
    });
    assert.deepEqual(
      requests.map(({ status }) => status),
      [410, 200],
    );
    assert.equal(report.fetched.urlsResolved, 2);
  });

  test('a transfer that breaks goes on at a new link from where it was, when the first is long dead', async () => {
    // Two seconds of transfer, by a link that lives one.
    await using nginx = await open({ rate: '4m' });
    const image = imageOf(8 * MEBIBYTE);
    const first = isFirst(image);
    let crashed: Promise<void> | undefined;
    const log: Log = {
      ...recordedLog(),
      progress: ({ bytes }) => {
        if (bytes > 5 * MEBIBYTE) crashed ??= nginx.crash();
      },
    };
    const { report, links, requests } = await scanStored(image, nginx, {
      age: (digest, count) => (first(digest, count) ? LIFE - 1 : 0),
      log,
    });
    await crashed;
    const resumed = requests.find(({ range }) => range !== '-');
    // What was killed wrote no line of its own.
    assert.deepEqual(
      requests.map(({ status }) => status),
      [206],
    );
    const from = Number(/^bytes=(\d+)-/.exec(resumed?.range ?? '')?.[1]);
    assert.ok(from > 5 * MEBIBYTE, `it went on at ${from}`);
    assert.equal(report.fetched.resumes, 1);
    assert.equal(report.fetched.urlsResolved, 2);
    assert.equal(report.fetched.bytesFetched, image.layers[0]!.bytes.length);
    assert.equal(links.length, 2);
    assert.equal((await fetch(links[0]!)).status, 410);
  });
});

/** Whether a link is the first one of the image's layer. */
function isFirst(image: MadeImage): (digest: string, count: number) => boolean {
  return (digest, count) => digest === image.layers[0]!.digest && count === 1;
}
