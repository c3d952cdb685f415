import assert from 'node:assert/strict';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { cacheFolder, defaultOutput, temporaryFolder } from '../../src/host/folders.ts';
import { parseReference } from '../../src/model/reference.ts';

test("files are kept in the runner's tool cache, else where the desktop keeps its caches", () => {
  assert.equal(cacheFolder({ RUNNER_TOOL_CACHE: '/opt/tools', XDG_CACHE_HOME: '/c' }), '/opt/tools');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/c' }), join('/c', 'hullcheck'));
  assert.equal(cacheFolder({ XDG_CACHE_HOME: 'relative' }), join(homedir(), '.cache', 'hullcheck'));
  assert.equal(cacheFolder({ RUNNER_TOOL_CACHE: '', XDG_CACHE_HOME: '' }), join(homedir(), '.cache', 'hullcheck'));
});

test("this run's own files are in the runner's temporary folder, else in the system's", () => {
  assert.equal(temporaryFolder({ RUNNER_TEMP: '/runner/temp' }), '/runner/temp');
  assert.equal(temporaryFolder({ RUNNER_TEMP: '' }), tmpdir());
});

const registry = (text: string) => ({ kind: 'registry', reference: parseReference(text), text }) as const;

test('a report that nobody named is named after the image, the platform that was asked for, and the format', () => {
  const environment = { RUNNER_TEMP: '/runner/temp' };
  const target = registry('localhost:5000/acme/shop:1.4');
  assert.equal(
    defaultOutput({ target }, 'sarif', environment),
    join('/runner/temp', 'hullcheck', 'localhost_5000_acme_shop_1.4.sarif'),
  );
  assert.equal(
    basename(defaultOutput({ target, platform: { os: 'linux', architecture: 'arm64' } }, 'table', environment)),
    'localhost_5000_acme_shop_1.4_linux_arm64.txt',
  );
});

test('two long names that begin alike have two files, with names that a disk takes', () => {
  const [one, other] = ['a', 'b'].map((tag) =>
    basename(defaultOutput({ target: registry(`ghcr.io/${'x'.repeat(200)}:${tag}`) }, 'sarif', {})),
  );
  assert.notEqual(one, other);
  assert.ok((one?.length ?? 0) < 200);
});

test('a report on an image on disk is named after its file', () => {
  assert.equal(basename(defaultOutput({ target: { kind: 'archive', path: '/images/shop.tar' } }, 'json', {})), 'shop.tar.json');
});
