import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseVex } from '../../../src/policy/vex/index.ts';
import { digestOf } from '../../support/reports.ts';
import { buried, excused } from './documents.ts';

const named = (id: string, helper?: object) => ({
  product_id: id,
  name: id,
  ...(helper === undefined ? {} : { product_identification_helper: helper }),
});
const purl = (text: string) => ({ purl: text });
const relation = (id: string, part: string, product: string) => ({
  category: 'default_component_of',
  product_reference: part,
  relates_to_product_reference: product,
  full_product_name: named(id),
});

/** A document with the image, libssl3, curl and libssl3 in the image as products. */
function csaf(vulnerability: object, tree: object = {}) {
  return {
    document: { category: 'csaf_vex', csaf_version: '2.0', tracking: { current_release_date: '2026-01-01T00:00:00Z' } },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'acme',
          branches: [
            { category: 'product_version', name: '1', product: named('image', purl('pkg:oci/shop')) },
            { category: 'product_version', name: '1', product: named('ssl', purl('pkg:deb/debian/libssl3')) },
          ],
        },
      ],
      full_product_names: [named('curl', purl('pkg:deb/debian/curl')), named('nothing')],
      relationships: [relation('image:ssl', 'ssl', 'image')],
      ...tree,
    },
    vulnerabilities: [{ cve: 'CVE-1', ...vulnerability }],
  };
}

const not = (...ids: readonly string[]) => ({ product_status: { known_not_affected: ids } });
const ONE = { libssl3: undefined };
const BOTH = { libssl3: undefined, curl: undefined };

suite('a CSAF document', () => {
  test('speaks of products by their package URLs, wherever in its tree they are', () => {
    assert.deepEqual(excused(csaf(not('ssl'))), ONE);
    assert.deepEqual(excused(csaf(not('curl'))), { curl: undefined });
    assert.deepEqual(excused(csaf(not('image'))), BOTH);
    assert.deepEqual(excused(csaf(not('nothing', 'nobody'))), {});
    const several = named('several', { purls: ['pkg:deb/debian/x', 'pkg:deb/debian/libssl3'] });
    assert.deepEqual(excused(csaf(not('several'), { full_product_names: [several] })), ONE);
  });

  test('speaks of an image by its hash', () => {
    const value = digestOf(1).slice('sha256:'.length);
    const hashed = named('hashed', { hashes: [{ filename: 'x', file_hashes: [{ algorithm: 'sha256', value }] }] });
    assert.deepEqual(excused(csaf(not('hashed'), { full_product_names: [hashed] })), BOTH);
  });

  test('speaks of parts of a product, also through a part that has parts', () => {
    assert.deepEqual(excused(csaf(not('image:ssl'))), ONE);
    const other = { full_product_names: [named('other', purl('pkg:oci/other'))] };
    assert.deepEqual(excused(csaf(not('other:ssl'), { ...other, relationships: [relation('other:ssl', 'ssl', 'other')] })), {});
    const module = {
      full_product_names: [named('module')],
      relationships: [relation('image:module', 'module', 'image'), relation('deep', 'ssl', 'image:module')],
    };
    assert.deepEqual(excused(csaf(not('deep'), module)), ONE);
    const outside = { relationships: [relation('inner', 'ssl', 'curl'), relation('outer', 'inner', 'image')] };
    assert.deepEqual(excused(csaf(not('outer'), outside)), ONE);
  });

  test('takes a package URL of a part in a product for that', () => {
    const whole = { ...relation('whole', 'ssl', 'image'), full_product_name: named('whole', purl('pkg:deb/debian/curl')) };
    assert.deepEqual(excused(csaf(not('whole'), { relationships: [whole] })), { curl: undefined });
  });

  test('ends where relationships go in a circle', () => {
    const circle = { relationships: [relation('a', 'b', 'b'), relation('b', 'a', 'a')] };
    assert.deepEqual(excused(csaf(not('a', 'b'), circle)), {});
  });

  test('says with its lists whether it counts', () => {
    for (const [list, expected] of [
      ['known_not_affected', ONE],
      ['fixed', { libssl3: 'fixed' }],
      ['first_fixed', { libssl3: 'fixed' }],
      ['known_affected', {}],
      ['first_affected', {}],
      ['last_affected', {}],
      ['under_investigation', {}],
      ['recommended', {}],
    ] as const) {
      assert.deepEqual(excused(csaf({ product_status: { [list]: ['ssl'] } })), expected, list);
    }
  });

  test('affects what it says both of', () => {
    assert.deepEqual(excused(csaf({ product_status: { known_not_affected: ['image'], known_affected: ['ssl'] } })), {
      curl: undefined,
    });
  });

  test('gives the flag and the impact of the product, of its group, or of all', () => {
    const groups = { product_groups: [{ group_id: 'g', product_ids: ['ssl'] }] };
    const told = (given: object) => excused(csaf({ ...not('ssl'), ...given }, groups))['libssl3'];
    const label = 'component_not_present';
    assert.equal(told({ flags: [{ label, product_ids: ['ssl'] }] }), label);
    assert.equal(told({ flags: [{ label, group_ids: ['g'] }] }), label);
    assert.equal(told({ flags: [{ label }] }), label);
    assert.equal(told({ flags: [{ label, product_ids: ['curl'] }] }), undefined);
    assert.equal(told({ flags: [{ label }], threats: [{ category: 'impact', details: 'none' }] }), `${label}: none`);
    assert.equal(told({ threats: [{ category: 'exploit_status', details: 'none' }] }), undefined);
  });

  test('names a vulnerability by its CVE or by other ids', () => {
    assert.deepEqual(excused(csaf({ ...not('ssl'), cve: undefined, ids: [{ system_name: 'x', text: 'GHSA-1' }] })), ONE);
    assert.deepEqual(excused(csaf({ ...not('ssl'), cve: 'CVE-2' })), {});
  });

  test('is read however deep its branches lie', () => {
    const product = { product: named('deep', purl('pkg:deb/debian/libssl3')) };
    assert.deepEqual(excused(buried(csaf(not('deep'), { branches: ['DEEP'] }), 'branches', product)), ONE);
  });

  test('is refused with the field that is at fault', () => {
    for (const [document, message] of [
      [csaf({ product_status: { fixed: 'ssl' } }), /^vulnerabilities\.0\.product_status\.fixed: /],
      [csaf({}, { relationships: [{}] }), /^product_tree\.relationships\.0\./],
      [csaf({}, { branches: [{ product: {} }] }), /^product\.product_id: /],
    ] as const) {
      assert.throws(() => parseVex('x', JSON.stringify(document)), { name: Unreadable.name, message });
    }
  });
});
