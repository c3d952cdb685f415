import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseRecord } from '../../src/advisories/osv.ts';
import { mayConcern } from '../../src/advisories/sieve.ts';

const WANTED = { ecosystems: new Set(['Debian:12', 'Maven:https://repo.example']), names: new Set(['curl', 'g:a', 'é']) };

function may(text: string, wanted: Parameters<typeof mayConcern>[1] = WANTED): boolean {
  return mayConcern(Buffer.from(text), wanted);
}

function record(ecosystem: string, name: string): string {
  return JSON.stringify({ id: 'A', details: 'x', affected: [{ package: { ecosystem, name }, versions: ['1'] }] });
}

test('records of other packages, and of other ecosystems, are let go unparsed', () => {
  assert.ok(may(record('Debian:12', 'curl')));
  assert.ok(may(record('Debian:12', 'é')));
  assert.ok(!may(record('Debian:12', 'vim')));
  assert.ok(!may(record('Debian:11', 'curl')));
  assert.ok(!may('{ "affected" : [ { "package" : { "ecosystem" : "Debian:12", "name" :\t"vim" } } ] }'));
  assert.ok(
    !may(
      JSON.stringify({
        id: 'A',
        details: 'the "name": "curl" of it',
        affected: [{ package: { ecosystem: 'Debian:12', name: 'vim' } }],
      }),
    ),
  );
});

test('names are compared as they are asked for', () => {
  const wanted = { ...WANTED, nameOf: (name: string) => name.toLowerCase() };
  assert.ok(may(record('Debian:12', 'CURL'), wanted));
  assert.ok(!may(record('Debian:12', 'CURL')));
});

for (const [what, text] of [
  ['with blanks in it', '{ "affected" : [ { "package" :\n{ "ecosystem"\t:  "Debian:12",\r\n "name" : "curl" } } ] }\n'],
  ['with an escaped letter in a key', record('Debian:12', 'curl').replace('"name"', String.raw`"n\u0061me"`)],
  ['with an escaped letter in another key', record('Debian:12', 'curl').replace('"ecosystem"', String.raw`"eco\u0073ystem"`)],
  ['with an escaped letter in a name', record('Debian:12', 'curl').replace('"curl"', String.raw`"c\u0075rl"`)],
  ['with an escaped slash', record('Maven:https://repo.example', 'g:a').replaceAll('/', String.raw`\/`)],
  ['that was cut', record('Debian:12', 'vim').slice(0, -1)],
  ['that names no package', '{"id":"A","affected":[{"package":{"ecosystem":"Debian:12"}}]}'],
  ['whose name is no text', '{"id":"A","affected":[{"package":{"ecosystem":"Debian:12","name":1}}]}'],
  ['of which nothing is there', ''],
  ['that is a page', '<html>'],
] as const) {
  test(`a record ${what} is left to the parser`, () => assert.ok(may(text)));
}

test('what the parser would keep is never let go, however it is written', () => {
  const name = fc.constantFrom('curl', 'vim', 'g:a', 'é', 'name', '"name"', 'ecosystem');
  const ecosystem = fc.constantFrom('Debian:12', 'Debian:11', 'Maven:https://repo.example');
  const affected = fc.record({ package: fc.record({ ecosystem, name }), versions: fc.constant(['1']) });
  const made = fc.record({ id: fc.constant('A'), details: fc.string(), affected: fc.array(affected, { maxLength: 3 }) });
  const indent = fc.constantFrom(undefined, 1, '\t');
  const escaped = fc.array(fc.nat(400), { maxLength: 4 });
  fc.assert(
    fc.property(made, indent, escaped, (value, space, places) => {
      const text = places.reduce(escapeLetter, JSON.stringify(value, null, space));
      assert.ok(parseRecord(text, WANTED) === undefined || may(text), text);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

/** Writes the first letter at or behind this place in JSON's other way, which changes nothing of what it says. */
function escapeLetter(text: string, place: number): string {
  const letter = /(?<!\\u?[0-9a-f]{0,3})[a-z]/g;
  letter.lastIndex = place;
  const where = letter.exec(text)?.index;
  if (where === undefined) return text;
  return `${text.slice(0, where)}\\u00${text.charCodeAt(where).toString(16)}${text.slice(where + 1)}`;
}
