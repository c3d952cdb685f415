import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, elementsOf, textOf, type XmlElement } from '../../../src/advisories/formats/xml.ts';
import { inPieces } from './reading.ts';

async function read(text: string, size = 5) {
  const found: XmlElement[] = [];
  for await (const element of elementsOf(inPieces(text, size), { root: 'list', wants: (name) => name === 'one' }))
    found.push(element);
  return found;
}

test('wanted elements come whole, without the prefixes of their names, however the document is cut', async () => {
  const text =
    '<?xml version="1.0"?><x:list xmlns:x="u"><x:one a="1"> é &lt;<![CDATA[<b>]]><c>d</c> f</x:one><two/><one/></x:list>';
  const [first, second] = await read(text, 1);
  assert.equal(first?.text, ' é <<b> f');
  assert.deepEqual({ ...first?.attributes }, { a: '1' });
  assert.equal(textOf(first, 'c'), 'd');
  assert.equal(second?.text, '');
});

test('a wanted element inside another belongs to it', async () => {
  const found = await read('<list><one><one/><one/></one></list>');
  assert.equal(found.length, 1);
  assert.equal(childrenOf(found[0], 'one').length, 2);
});

test('entities that a document declares are not unfolded', async () => {
  const bomb = '<!DOCTYPE list [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><list><one>&b;</one></list>';
  await assert.rejects(read(bomb), /undefined entity/);
});

test('a document that is another, broken or cut off is an error', async () => {
  await assert.rejects(read('<html><one/></html>'), /it begins with "html", not with "list"/);
  await assert.rejects(read('{"json": true}'));
  await assert.rejects(read('<list><one></list>'), /unexpected close tag|unclosed/);
  await assert.rejects(read('<list><one/>'), /unclosed tag/);
  await assert.rejects(read(''));
});

test('nesting without end is an error', async () => {
  await assert.rejects(read(`<list>${'<a>'.repeat(100)}`, 1024), /nested too deeply/);
});

const MEBIBYTE = 'a'.repeat(1024 * 1024);

async function* endless(start: string, repeated: string) {
  yield new TextEncoder().encode(start);
  const piece = new TextEncoder().encode(repeated);
  for (let at = 0; at < 40; at += 1) yield await Promise.resolve(piece);
}

const endlessOnes: readonly (readonly [string, string, string])[] = [
  ['an attribute without end', '<list a="', MEBIBYTE],
  ['a comment without end', '<list><!--', MEBIBYTE],
  ['text without end', '<list><one>', MEBIBYTE],
  ['text without end between tags', '<list><one>', `${MEBIBYTE}<a/>`],
  ['an element without end', '<list><one>', '<a b="c"/>'.repeat(25_000)],
];
for (const [title, start, repeated] of endlessOnes) {
  test(`${title} is an error`, async () => {
    const elements = elementsOf(endless(start, repeated), { root: 'list', wants: (name) => name === 'one' });
    await assert.rejects(elements.next(), /than any such document has/);
  });
}
