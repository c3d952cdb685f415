import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseVex } from '../../../src/policy/vex/index.ts';
import { aPackage, digestOf } from '../../support/reports.ts';
import { CURL, excused, LIBSSL, shopReport } from './documents.ts';

const SHOP = { '@id': 'pkg:oci/shop?repository_url=ghcr.io/acme/shop' };
const JUSTIFICATION = 'vulnerable_code_not_present';

function openVex(...statements: readonly object[]) {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    timestamp: '2026-01-01T00:00:00Z',
    statements: statements.map((statement) => ({
      vulnerability: { name: 'CVE-1' },
      products: [SHOP],
      status: 'not_affected',
      justification: JUSTIFICATION,
      ...statement,
    })),
  };
}

const BOTH = { libssl3: JUSTIFICATION, curl: JUSTIFICATION };
const ONE = { libssl3: JUSTIFICATION };

suite('OpenVEX', () => {
  test('speaks of an image as a whole', () => assert.deepEqual(excused(openVex({})), BOTH));

  test('speaks of parts of an image', () => {
    const product = (...ids: readonly string[]) => ({ products: [{ ...SHOP, subcomponents: ids.map((id) => ({ '@id': id })) }] });
    assert.deepEqual(excused(openVex(product('pkg:deb/debian/libssl3'))), ONE);
    assert.deepEqual(excused(openVex(product('pkg:deb/debian/libssl3@3.0.1', 'pkg:deb/debian/x'))), ONE);
    assert.deepEqual(excused(openVex(product('pkg:deb/debian/openssl?arch=source'))), ONE);
    assert.deepEqual(excused(openVex(product('pkg:deb/debian/libssl3@3.0.2'))), {});
    assert.deepEqual(
      excused(openVex(product('cpe:2.3:a:openssl:openssl:3.0.1'))),
      {},
      'a part that nobody knows is not the whole',
    );
    assert.deepEqual(excused(openVex({ products: [{ ...SHOP, subcomponents: [] }] })), BOTH);
  });

  test('speaks of packages by themselves', () => {
    assert.deepEqual(excused(openVex({ products: [{ '@id': LIBSSL.purl }] })), ONE);
    assert.deepEqual(excused(openVex({ products: [{ identifiers: { purl: 'pkg:deb/debian/libssl3' } }] })), ONE);
    assert.deepEqual(excused(openVex({ products: [{ '@id': 'pkg:deb/debian/x' }, { '@id': 'pkg:deb/debian/libssl3' }] })), ONE);
  });

  test('speaks of what a package of the distribution brought', () => {
    const jar = aPackage('log4j', {
      ecosystem: 'maven',
      purl: 'pkg:maven/org.acme/log4j@1.0',
      ownedBy: 'solr',
      root: 'opt/solr',
    });
    const [first] = shopReport().findings;
    assert.ok(first !== undefined);
    const report = (owner: string) =>
      shopReport({ findings: [{ ...first, package: jar }], packages: [jar, aPackage(owner, { version: '9' })] });
    const document = (product: string) =>
      openVex({ products: [{ '@id': product, subcomponents: [{ '@id': 'pkg:maven/org.acme/log4j' }] }] });
    assert.deepEqual(excused(document('pkg:deb/debian/solr@9'), report('solr')), { log4j: JUSTIFICATION });
    assert.deepEqual(excused(document('pkg:deb/debian/solr@8'), report('solr')), {});
    assert.deepEqual(excused(document('pkg:deb/debian/other'), report('other')), {});
  });

  test('knows an image by its hash', () => {
    const [own, other] = [digestOf(0xabcdef), digestOf(0xfedcba)];
    const report = shopReport({ image: { ...shopReport().image, manifestDigest: own } });
    const hashed = (digest: string) =>
      openVex({ products: [{ hashes: { 'sha-256': digest.slice('sha256:'.length).toUpperCase() } }] });
    assert.deepEqual(excused(hashed(own), report), BOTH);
    assert.deepEqual(excused(hashed(other), report), {});
  });

  test('does not speak of another image', () => {
    for (const id of ['pkg:oci/other', `pkg:oci/shop@${digestOf(9)}`, 'https://example.test/shop']) {
      assert.deepEqual(excused(openVex({ products: [{ '@id': id }] })), {}, id);
    }
    assert.deepEqual(excused(openVex({ products: undefined })), {});
  });

  test('names a vulnerability by its name, an alias or a page about it', () => {
    for (const vulnerability of [
      { name: 'cve-1' },
      { name: 'GHSA-1' },
      { name: 'X-1', aliases: ['CVE-1'] },
      { '@id': 'https://nvd.nist.gov/vuln/detail/CVE-1' },
      'CVE-1',
    ]) {
      assert.deepEqual(excused(openVex({ vulnerability })), BOTH, JSON.stringify(vulnerability));
    }
    assert.deepEqual(excused(openVex({ vulnerability: { name: 'CVE-10' } })), {});
  });

  test('takes away only what is not affected, or fixed', () => {
    assert.deepEqual(excused(openVex({ status: 'fixed', justification: null })), { libssl3: 'fixed', curl: 'fixed' });
    assert.deepEqual(excused(openVex({ status: 'affected' })), {});
    assert.deepEqual(excused(openVex({ status: 'under_investigation' })), {});
  });

  test('gives justification and impact', () => {
    const { curl } = excused(openVex({ impact_statement: 'it is not built in' }));
    assert.equal(curl, `${JUSTIFICATION}: it is not built in`);
    assert.equal(excused(openVex({ justification: undefined, status_notes: 'see #1' }))['curl'], 'see #1');
    assert.deepEqual(excused(openVex({ justification: undefined })), { libssl3: undefined, curl: undefined });
  });

  test('lets the later statement take the place of the earlier, in whatever order they stand', () => {
    const early = { timestamp: '2026-01-02T00:00:00Z' };
    const late = { timestamp: '2026-01-03T00:00:00+00:00' };
    const affected = { status: 'affected', justification: undefined };
    assert.deepEqual(excused(openVex({ ...early, ...affected }, late)), BOTH);
    assert.deepEqual(excused(openVex(late, { ...early, ...affected })), BOTH);
    assert.deepEqual(excused(openVex(early, { ...late, ...affected })), {});
    assert.deepEqual(excused(openVex({ ...late, ...affected }, early)), {});
    assert.deepEqual(
      excused(openVex({ ...early, status: 'under_investigation', last_updated: '2026-02-01T00:00:00Z' }, late)),
      {},
    );
  });

  test('has statements of the time of their document, of which the last counts where times are the same', () => {
    const affected = { status: 'affected', justification: undefined };
    assert.deepEqual(excused(openVex({}, affected)), {});
    assert.deepEqual(excused(openVex(affected, {})), BOTH);
    assert.deepEqual(excused(openVex({}, { ...affected, timestamp: '2025-12-31T00:00:00Z' })), BOTH);
    const later = {
      ...affected,
      products: [{ ...SHOP, subcomponents: [{ '@id': CURL.purl }] }],
      timestamp: '2026-06-01T00:00:00Z',
    };
    assert.deepEqual(excused(openVex({}, later)), ONE);
  });

  test('is read in its first form, where all were plain texts', () => {
    const first = {
      '@context': 'https://openvex.dev/ns',
      timestamp: '2023-01-08T18:02:03.647787998-06:00',
      statements: [
        { vulnerability: 'CVE-1', products: ['pkg:oci/shop'], subcomponents: ['pkg:deb/debian/libssl3'], status: 'fixed' },
      ],
    };
    assert.deepEqual(excused(first), { libssl3: 'fixed' });
  });

  test('is refused with the field that is at fault', () => {
    const refused = (document: unknown, message: RegExp) =>
      assert.throws(() => parseVex('x', JSON.stringify(document)), { name: Unreadable.name, message });
    refused(openVex({ status: 'unaffected' }), /^statements\.0\.status: /);
    refused(openVex({}, { products: [{ '@id': 1 }] }), /^statements\.1\.products\.0/);
    refused({ ...openVex(), statements: {} }, /^statements: /);
    assert.deepEqual(parseVex('x', JSON.stringify({ ...openVex(), statements: null })).statements, []);
  });
});
