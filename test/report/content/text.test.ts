import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { vulnerabilityAddress, webAddress } from '../../../src/report/content/address.ts';
import { jsonText } from '../../../src/report/content/json.ts';
import { code, escapeMarkdown, link } from '../../../src/report/content/markdown.ts';
import { cut, plain } from '../../../src/report/content/plain.ts';
import { count, formatBytes } from '../../../src/report/content/quantity.ts';

describe('plain text', () => {
  test('is one printable line', () => assert.equal(plain(' a\r\n\tb\u001b\u202e\ud800 ', 99), 'a b\ufffd\ufffd\ufffd'));
  test('is cut by UTF-16 code units, never through a character', () => {
    assert.equal(cut('abcd', 4), 'abcd');
    assert.equal(cut('abcde', 4), 'abc…');
    assert.equal(cut('ab😀cd', 4), 'ab…');
    assert.equal(plain('😀'.repeat(2000), 1024).length, 1023);
  });
});

describe('Markdown', () => {
  test('shows every character that means something as the character', () => {
    assert.equal(escapeMarkdown('<b>`|@a#1', 99), '&#60;b&#62;&#96;&#124;&#64;a&#35;1');
    assert.equal(
      escapeMarkdown('[x](1) *a* _b_ ~c~ $d$ \\', 99),
      '&#91;x&#93;&#40;1&#41; &#42;a&#42; &#95;b&#95; &#126;c&#126; &#36;d&#36; &#92;',
    );
  });
  test('makes no link of what looks like an address', () => {
    assert.equal(escapeMarkdown('https://a.test WWW.a.test', 99), 'https&#58;//a.test WWW&#46;a.test');
  });
  test('makes no list of what begins with a dash', () => assert.equal(escapeMarkdown('- a-b', 99), '&#45; a-b'));
  test('does not let an entity pass for one', () => assert.equal(code('&lt;', 99), '<code>&#38;lt;</code>'));
  test('keeps a link in its brackets and its cell', () => {
    assert.equal(link('a](b', 'https://a.test/|x>?a&b'), '[a&#93;&#40;b](<https://a.test/%7Cx%3E?a&amp;b>)');
  });
});

describe('addresses', () => {
  const refused = [
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.test/',
    'https://u:p@a.test/',
    'https://u@a.test/',
    'a',
    '',
    `https://a.test/${'x'.repeat(2000)}`,
  ];
  for (const address of refused) {
    test(`${address.slice(0, 30) || 'nothing'} is none of the web`, () => assert.equal(webAddress(address), undefined));
  }
  test('are written as a browser would', () => assert.equal(webAddress(' HTTPS://A.test/<b> c '), 'https://a.test/%3Cb%3E%20c'));
  test('of vulnerabilities are where the identifier was given out', () => {
    assert.equal(vulnerabilityAddress('CVE-2024-6119'), 'https://www.cve.org/CVERecord?id=CVE-2024-6119');
    assert.equal(vulnerabilityAddress('GHSA-grv7-fg5c-xmjg'), 'https://github.com/advisories/GHSA-grv7-fg5c-xmjg');
    assert.equal(vulnerabilityAddress('CVE-1-/../x'), 'https://osv.dev/vulnerability/CVE-1-%2F..%2Fx');
  });
});

test('JSON keeps what it must not show as an escape', () => {
  const value = { a: '\u0085\u202e\u007f##[error]' };
  assert.equal(jsonText(value), '{\n "a": "\\u0085\\u202e\\u007f#\\u0023[error]"\n}\n');
  assert.deepEqual(JSON.parse(jsonText(value)), value);
});

test('quantities read as people write them', () => {
  assert.deepEqual(
    [count(1, 'package'), count(12_345, 'package'), count(0, 'y', 'ies')],
    ['1 package', '12,345 packages', '0 ies'],
  );
  assert.deepEqual([0, 1023, 1024, 12_900_000].map(formatBytes), ['0 B', '1,023 B', '1 KiB', '12.3 MiB']);
});
