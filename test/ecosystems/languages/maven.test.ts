import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PackageURL } from 'packageurl-js';
import { MAVEN } from '../../../src/ecosystems/languages/maven.ts';

suite('Maven', () => {
  test('calls a package by group and artifact in its purl', () => {
    const purl = MAVEN.purl({ name: 'org.apache.logging.log4j:log4j-core', version: '2.14.1' });
    assert.equal(purl, 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1');
    const { type, namespace, name, version } = PackageURL.fromString(purl);
    assert.deepEqual([type, namespace, name, version], ['maven', 'org.apache.logging.log4j', 'log4j-core', '2.14.1']);
  });

  test('calls a package whose group is not known by a generic purl, because one of Maven must have a group', () => {
    assert.equal(MAVEN.purl({ name: 'app', version: '1.0' }), 'pkg:generic/app@1.0');
  });

  test('orders versions as Maven does and finds its advisories in its feed', () => {
    assert.ok(MAVEN.versions.compare('2.0-beta9', '2.0') < 0);
    assert.equal(MAVEN.feed.folder, 'Maven');
  });
});
