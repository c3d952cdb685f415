import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ReportImage } from '../../../src/model/report.ts';
import { componentOf } from '../../../src/policy/vex/component.ts';
import { isImage } from '../../../src/policy/vex/image-identity.ts';
import { aReport, digestOf } from '../../support/reports.ts';

const { image } = aReport();
const is = (name: string, given: Partial<ReportImage> = {}) => isImage(componentOf([name]), { ...image, ...given });

suite('an image', () => {
  test('is what a package URL without a digest calls by its name, its repository, or both', () => {
    for (const purl of [
      'pkg:oci/shop',
      'pkg:oci/Shop',
      'pkg:oci/shop?repository_url=ghcr.io/acme/shop',
      'pkg:oci/shop?repository_url=https://ghcr.io/acme/shop/',
      'pkg:oci/shop?repository_url=ghcr.io/acme',
      'pkg:oci/shop?repository_url=ghcr.io%2Facme%2Fshop&tag=1.4&arch=amd64&os=linux',
      'pkg:oci/shop@1.4',
      'pkg:docker/acme/shop@1.4?repository_url=ghcr.io',
    ]) {
      assert.equal(is(purl), true, purl);
    }
  });

  test('is not what a package URL calls otherwise in any way', () => {
    for (const purl of [
      'pkg:oci/shops',
      'pkg:oci/shop?repository_url=ghcr.io/other/shop',
      'pkg:oci/shop?repository_url=docker.io/acme/shop',
      'pkg:oci/shop?repository_url=not//a//name',
      'pkg:oci/shop?tag=1.5',
      'pkg:oci/shop@1.5',
      'pkg:oci/shop@sha256:abc',
      'pkg:oci/shop?arch=arm64',
      'pkg:oci/shop?os=windows',
      'pkg:oci/shop?variant=v8',
      'pkg:oci/shop?flavour=vanilla',
      'pkg:docker/acme/shop',
      'pkg:npm/shop',
    ]) {
      assert.equal(is(purl), false, purl);
    }
  });

  test('is what a digest calls, of its index or of its own, wherever it lies', () => {
    for (const seed of [1, 2]) {
      assert.equal(is(`pkg:oci/shop@${digestOf(seed)}`), true);
      assert.equal(is(`pkg:oci/mirror@${digestOf(seed).replace(':', '%3A')}?repository_url=mirror.example/shop&tag=9`), true);
      assert.equal(is(digestOf(seed)), true);
      assert.equal(is(`mirror.example/x@${digestOf(seed)}`), false);
      assert.equal(is(`ghcr.io/acme/shop@${digestOf(seed)}`), true);
    }
    assert.equal(is(`pkg:oci/shop@${digestOf(3)}?repository_url=ghcr.io/acme/shop`), false);
    assert.equal(is(`pkg:oci/shop@${digestOf(1)}?arch=arm64`), false);
    assert.equal(is(digestOf(3)), false);
  });

  test('is what a reference calls', () => {
    for (const name of ['ghcr.io/acme/shop', 'ghcr.io/acme/shop:1.4']) assert.equal(is(name), true, name);
    for (const name of ['ghcr.io/acme/shop:1.5', 'ghcr.io/acme/shops', 'shop', 'https://example.test/', ''])
      assert.equal(is(name), false, name);
  });

  test('of the Hub has several names', () => {
    const debian = { name: 'docker.io/library/debian', reference: 'debian:12' };
    for (const purl of [
      'pkg:oci/debian?repository_url=docker.io/library/debian',
      'pkg:oci/debian?repository_url=index.docker.io/library/debian',
      'pkg:oci/debian?repository_url=index.docker.io/library',
      'pkg:oci/debian?tag=12',
      'pkg:docker/debian@12',
      'debian:12',
    ]) {
      assert.equal(is(purl, debian), true, purl);
    }
  });

  test('that was asked for without a tag has none, and one on this machine neither', () => {
    assert.equal(is('pkg:oci/shop?tag=1.4', { reference: `ghcr.io/acme/shop@${digestOf(1)}` }), false);
    assert.equal(is('pkg:oci/shop?tag=latest', { reference: 'ghcr.io/acme/shop' }), true);
    assert.equal(is('pkg:oci/shop?tag=latest', { reference: 'build/shop', name: 'shop' }), false);
    assert.equal(is('pkg:oci/shop', { reference: 'build/shop.tar', name: 'shop' }), true);
  });
});
