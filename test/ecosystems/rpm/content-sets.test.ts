import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTENT_SETS } from '../../../src/ecosystems/rpm/content-sets.ts';
import { cpesOf, parseRepositoryCpes } from '../../../src/ecosystems/rpm/cpe.ts';

const PATH = 'root/buildinfo/content_manifests/ubi9-container-9.2-755.json';
const read = (text: string): unknown => CONTENT_SETS.read({ path: PATH, bytes: Buffer.from(text) });

test('A manifest tells the repositories, whether dnf tells more of them or not', () => {
  const repositories = ['rhel-9-for-x86_64-baseos-rpms', 'rhel-9-for-x86_64-appstream-rpms'];
  for (const hint of [true, false, undefined]) {
    const manifest = {
      metadata: { icm_version: 1, image_layer_index: 1 },
      from_dnf_hint: hint,
      content_sets: repositories,
      image_contents: [],
    };
    assert.deepEqual(read(JSON.stringify(manifest)), { packages: [], repositories });
  }
  assert.deepEqual(read('{"content_sets": []}'), { packages: [], repositories: [] });
});

test('What tells no repositories is nothing, and what is no manifest is refused', () => {
  assert.deepEqual(read('{"architecture": "x86_64"}'), { packages: [] });
  assert.deepEqual(read('{"content_sets": null}'), { packages: [] });
  assert.throws(() => read('{'), /not JSON/);
  for (const odd of ['"a"', 'null', '{"content_sets": {}}', '{"content_sets": [1]}']) {
    assert.throws(() => read(odd), /not a content manifest/, odd);
  }
});

test('It wants manifests at each of their places', () => {
  for (const path of [
    PATH,
    'usr/share/buildinfo/content_manifests/a.json',
    'usr/share/buildinfo/content-sets.json',
    'usr/share/buildinfo/labels.json',
  ]) {
    assert.ok(CONTENT_SETS.wants(path), path);
  }
  for (const path of [
    'root/buildinfo/a.json',
    'root/buildinfo/content_manifests/a.txt',
    `srv/${PATH}`,
    'usr/share/buildinfo/a/b.json',
  ]) {
    assert.ok(!CONTENT_SETS.wants(path), path);
  }
});

test('The mapping gives the CPEs of repositories, each once', () => {
  const baseos = 'cpe:/o:redhat:enterprise_linux:9::baseos';
  const mapping = parseRepositoryCpes(
    JSON.stringify({
      data: {
        a: { cpes: [baseos, 'cpe:/a:redhat:rhel_eus:9.2'] },
        b: { cpes: [baseos], repo_relative_urls: ['x'] },
        c: { cpes: [] },
      },
    }),
  );
  assert.deepEqual(cpesOf(mapping, ['b', 'a', 'c', 'unknown', 'toString', '__proto__']), [baseos, 'cpe:/a:redhat:rhel_eus:9.2']);
  assert.deepEqual(cpesOf(mapping, []), []);
  assert.throws(() => parseRepositoryCpes('{'), /is not JSON/);
  for (const odd of ['{}', '{"data": []}', '{"data": {"a": {}}}', '{"data": {"a": {"cpes": "x"}}}']) {
    assert.throws(() => parseRepositoryCpes(odd), /not of the form/, odd);
  }
});
