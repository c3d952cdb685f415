import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseVex } from '../../../src/policy/vex/index.ts';

const DOCUMENT = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  statements: [{ vulnerability: { name: 'CVE-1' }, products: [{ '@id': 'pkg:oci/shop' }], status: 'fixed' }],
};
const STATEMENT = { _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://openvex.dev/ns', predicate: DOCUMENT };
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');
const ENVELOPE = { payloadType: 'application/vnd.in-toto+json', payload: encoded(STATEMENT), signatures: [] };

const countIn = (value: unknown) => parseVex('x', typeof value === 'string' ? value : JSON.stringify(value)).statements.length;

suite('a VEX document', () => {
  test('is read by itself, from a statement, from its envelope and from a bundle', () => {
    for (const value of [DOCUMENT, STATEMENT, ENVELOPE, { dsseEnvelope: ENVELOPE }]) assert.equal(countIn(value), 1);
    assert.equal(countIn(`\ufeff${JSON.stringify(DOCUMENT)}`), 1);
    assert.equal(countIn({ ...DOCUMENT, '@context': ['https://schema.test', 'https://openvex.dev/ns'] }), 1);
  });

  test('is refused where it is none, too large, or wrapped without end', () => {
    let endless: object = ENVELOPE;
    for (let depth = 0; depth < 5; depth += 1) endless = { dsseEnvelope: endless };
    for (const [value, message] of [
      ['', /not a JSON object/],
      ['[]', /not a JSON object/],
      ['<bom/>', /not a JSON object/],
      ['{}', /neither OpenVEX nor CycloneDX nor CSAF/],
      [{ '@context': 'https://evil.test/openvex.dev/ns' }, /neither OpenVEX/],
      [{ document: { title: 'x' } }, /neither OpenVEX/],
      [{ payload: 'AAAA' }, /not a JSON object/],
      [endless, /neither OpenVEX/],
      [`{"a":"${'x'.repeat(4 * 1024 * 1024)}"}`, /larger than 4 MiB/],
    ] as const) {
      assert.throws(() => countIn(value), { name: Unreadable.name, message });
    }
  });

  test('takes nothing from the prototype of a key', () => {
    assert.throws(() => countIn('{"__proto__": {"bomFormat": "CycloneDX"}}'), { name: Unreadable.name });
    const text = JSON.stringify(DOCUMENT).replace('"status":"fixed"', '"status":"fixed","__proto__":{"justification":"x"}');
    assert.equal(parseVex('x', text).statements[0]?.justification, undefined);
  });
});
