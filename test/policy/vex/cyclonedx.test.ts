import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseVex } from '../../../src/policy/vex/index.ts';
import { digestOf } from '../../support/reports.ts';
import { buried, excused, LIBSSL } from './documents.ts';

interface Bom {
  readonly subject?: object;
  readonly components?: readonly unknown[];
  readonly analysis?: object | null;
  readonly affects?: readonly object[];
  readonly vulnerability?: object;
}

function cycloneDx({
  subject,
  components = [],
  analysis = { state: 'not_affected' },
  affects = [{ ref: 'ssl' }],
  vulnerability,
}: Bom) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: '2026-01-01T00:00:00Z', ...(subject === undefined ? {} : { component: subject }) },
    components: [{ type: 'library', name: 'libssl3', 'bom-ref': 'ssl', purl: LIBSSL.purl }, ...components],
    vulnerabilities: [{ id: 'CVE-1', analysis, affects, ...vulnerability }],
  };
}

const ONE = { libssl3: undefined };
const BOTH = { libssl3: undefined, curl: undefined };
const IMAGE = { type: 'container', 'bom-ref': 'image', name: 'shop', purl: 'pkg:oci/shop' };

suite('a CycloneDX document', () => {
  test('names what is affected by a component of it, however deep that lies', () => {
    assert.deepEqual(excused(cycloneDx({})), ONE);
    const inner = { name: 'x', 'bom-ref': 'deep', purl: 'pkg:deb/debian/libssl3' };
    const affects = [{ ref: 'deep' }];
    assert.deepEqual(excused(buried(cycloneDx({ components: ['DEEP'], affects }), 'components', inner)), ONE);
    const subject = { type: 'application', name: 'shop', components: [{ name: 'y', components: [inner] }] };
    assert.deepEqual(excused(cycloneDx({ subject, affects })), ONE);
    assert.deepEqual(excused(cycloneDx({ affects: [{ ref: 'nobody' }] })), {});
    const encoded = { name: 'x', 'bom-ref': 'a%2Bb', purl: 'pkg:deb/debian/libssl3' };
    assert.deepEqual(excused(cycloneDx({ components: [encoded], affects: [{ ref: 'urn:cdx:x/1#a%2Bb' }] })), ONE);
    const namesake = { type: 'library', name: 'ghcr.io/acme/shop', version: '1.4', 'bom-ref': 'namesake' };
    assert.deepEqual(excused(cycloneDx({ components: [namesake], affects: [{ ref: 'namesake' }] })), {});
  });

  test('names what is affected by a package URL, or a link to a component of another document', () => {
    for (const ref of [
      'pkg:deb/debian/libssl3',
      'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:deb/debian/libssl3@3.0.1?arch=amd64',
      `urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#${encodeURIComponent('pkg:deb/debian/libssl3@3.0.1')}`,
      'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#ssl',
    ]) {
      assert.deepEqual(excused(cycloneDx({ affects: [{ ref }] })), ONE, ref);
    }
    for (const ref of ['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:deb/debian/libssl3@3.0.2', 'urn:cdx:x/1#%ff']) {
      assert.deepEqual(excused(cycloneDx({ affects: [{ ref }] })), {}, ref);
    }
  });

  test('about an image speaks of its parts in that image alone', () => {
    assert.deepEqual(excused(cycloneDx({ subject: IMAGE })), ONE);
    assert.deepEqual(excused(cycloneDx({ subject: { ...IMAGE, purl: 'pkg:oci/other' } })), {});
    assert.deepEqual(excused(cycloneDx({ subject: IMAGE, affects: [{ ref: 'image' }] })), BOTH);
    const named = (name: string, version: string) => ({ type: 'container', name, version });
    assert.deepEqual(excused(cycloneDx({ subject: named('ghcr.io/acme/shop', '1.4') })), ONE);
    assert.deepEqual(excused(cycloneDx({ subject: named('ghcr.io/acme/shop:1.4', digestOf(2)) })), ONE);
    assert.deepEqual(excused(cycloneDx({ subject: named('ghcr.io/acme/shop', '1.5') })), {});
    assert.deepEqual(excused(cycloneDx({ subject: { type: 'application', name: 'shop' } })), ONE);
  });

  test('says with its state whether it counts', () => {
    const states = {
      not_affected: ONE,
      false_positive: ONE,
      resolved: { libssl3: 'fixed' },
      resolved_with_pedigree: { libssl3: 'fixed' },
      exploitable: {},
      in_triage: {},
      nonesuch: {},
    };
    for (const [state, expected] of Object.entries(states))
      assert.deepEqual(excused(cycloneDx({ analysis: { state } })), expected, state);
    assert.deepEqual(excused(cycloneDx({ analysis: null })), {});
  });

  test('names versions, of which a range is not judged', () => {
    const versions = (...list: readonly object[]) => cycloneDx({ affects: [{ ref: 'pkg:deb/debian/libssl3', versions: list }] });
    assert.deepEqual(excused(versions({ version: '3.0.1', status: 'affected' })), ONE);
    assert.deepEqual(excused(versions({ version: '3.0.2' })), {});
    assert.deepEqual(excused(versions({ range: 'vers:deb/<4' })), {});
    assert.deepEqual(excused(versions()), ONE);
  });

  test('gives justification and detail, and other names of the vulnerability', () => {
    const analysis = { state: 'not_affected', justification: 'code_not_reachable', detail: 'no caller' };
    assert.deepEqual(excused(cycloneDx({ analysis })), { libssl3: 'code_not_reachable: no caller' });
    assert.deepEqual(excused(cycloneDx({ vulnerability: { id: 'X-1', references: [{ id: 'CVE-1' }] } })), ONE);
  });

  test('lets the later analysis take the place of the earlier', () => {
    const at = (state: string, lastUpdated: string) => cycloneDx({ analysis: { state, lastUpdated } }).vulnerabilities;
    const both = (...vulnerabilities: readonly object[]) => ({ ...cycloneDx({}), vulnerabilities });
    const [early, late] = ['2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'];
    assert.deepEqual(excused(both(...at('exploitable', late), ...at('not_affected', early))), {});
    assert.deepEqual(excused(both(...at('not_affected', late), ...at('exploitable', early))), ONE);
  });

  test('is refused with the field that is at fault', () => {
    for (const [document, message] of [
      [{ ...cycloneDx({}), vulnerabilities: 1 }, /^vulnerabilities: /],
      [cycloneDx({ affects: [{}] }), /^vulnerabilities\.0\.affects\.0\.ref: /],
      [cycloneDx({ components: [{ components: 1 }] }), /^components: /],
    ] as const) {
      assert.throws(() => parseVex('x', JSON.stringify(document)), { name: Unreadable.name, message });
    }
  });
});
