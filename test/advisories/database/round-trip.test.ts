import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { openDatabase } from '../../../src/advisories/database/reader.ts';
import type { SourceRow } from '../../../src/advisories/database/source-row.ts';
import { openWriter } from '../../../src/advisories/database/writer.ts';
import type { Advisory, Affected } from '../../../src/model/advisory.ts';
import { advisory as advisoryOf, affected as entryOf } from '../../support/advisories.ts';
import { temporaryFolder } from '../../support/folder.ts';

const FEEDS = ['Debian', 'debian-tracker', 'Z feed'];
const ECOSYSTEMS = ['Debian:12', 'Debian:13', 'Maven:https://repo.example', 'PyPI'];
/** Some that SQL, JSON and prototypes have their ways with. */
const NAMES = ['curl', 'CURL', "a'b", 'g:a', '__proto__', 'é\u0301', '', 'a\u0000b', '100%', '\u{1f980}'];

const PLAIN = { noNullPrototype: true } as const;
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const texts = fc.array(text, { maxLength: 3 });
const scores = fc.array(fc.record({ type: text, score: text }, PLAIN), { maxLength: 2 });
const event = fc.oneof(
  fc.record({ introduced: text }, PLAIN),
  fc.record({ fixed: text }, PLAIN),
  fc.record({ lastAffected: text }, PLAIN),
  fc.record({ limit: text }, PLAIN),
);
const range = fc.record(
  { type: fc.constantFrom('ECOSYSTEM', 'SEMVER', 'GIT'), events: fc.array(event, { maxLength: 3 }) },
  PLAIN,
);
const affected = fc.record(
  {
    ecosystem: fc.constantFrom(...ECOSYSTEMS),
    name: fc.constantFrom(...NAMES),
    ranges: fc.array(range, { maxLength: 2 }),
    versions: texts,
    severity: scores,
    severityWord: text,
    arches: texts,
    module: text,
    binaries: texts,
    outlook: fc.constantFrom('deferred', 'will-not-fix', 'end-of-life'),
    notAffected: fc.constant(true),
  },
  { requiredKeys: ['ecosystem', 'name', 'ranges', 'versions', 'severity'], noNullPrototype: true },
) as fc.Arbitrary<Affected>;
const advisory = fc.record(
  {
    id: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }),
    aliases: texts,
    upstream: texts,
    related: texts,
    summary: text,
    details: text,
    published: text,
    modified: text,
    severity: scores,
    severityWord: text,
    cwes: texts,
    references: texts,
    affected: fc.array(affected, { minLength: 1, maxLength: 5 }),
  },
  {
    requiredKeys: ['id', 'aliases', 'upstream', 'related', 'summary', 'details', 'severity', 'cwes', 'references', 'affected'],
    noNullPrototype: true,
  },
) as fc.Arbitrary<Advisory>;
const feeds = fc.array(fc.array(advisory, { maxLength: 60, size: 'max' }), { minLength: FEEDS.length, maxLength: FEEDS.length });

function sourceRow(feed: string): SourceRow {
  return { feed, url: 'https://feed.example', reader: '1', confirmed: 0, whole: 0, synced: 0, records: 0, documents: [] };
}

/** What an index in memory says: each feed's in order, each advisory with its entries of the package in the ecosystems wanted. */
function expected(told: readonly (readonly Advisory[])[], key: readonly [string, string], ecosystems: readonly string[]) {
  const [ecosystem, name] = key;
  return told.flatMap((advisories) =>
    advisories
      .filter((one) => one.affected.some((entry) => entry.ecosystem === ecosystem && entry.name === name))
      .toSorted((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1))
      .map((one) => ({
        ...one,
        affected: one.affected.filter((entry) => entry.name === name && ecosystems.includes(entry.ecosystem)),
      })),
  );
}

test('thousands of advisories come out of the database as they went in', async () => {
  await using folder = await temporaryFolder();
  let run = 0;
  let advisories = 0;
  await fc.assert(
    fc.asyncProperty(feeds, fc.subarray(ECOSYSTEMS, { minLength: 1 }), async (told, ecosystems) => {
      const path = join(folder.path, `${String((run += 1))}.db`);
      {
        using writer = openWriter(path);
        for (const [index, feed] of FEEDS.entries()) {
          using change = writer.change(feed);
          for (const one of told[index] ?? []) change.add(one);
          change.commit(sourceRow(feed));
        }
      }
      advisories += told.flat().length;
      using database = await openDatabase(path);
      const scoped = database.within({ ecosystems, feeds: FEEDS });
      for (const ecosystem of ECOSYSTEMS) {
        for (const name of NAMES) {
          const wanted = ecosystems.includes(ecosystem) ? expected(told, [ecosystem, name], ecosystems) : [];
          assert.deepEqual(scoped.find(ecosystem, name), wanted);
        }
      }
    }),
    { numRuns: 60, seed: 20_260_114 },
  );
  assert.ok(advisories > 2000, `only ${String(advisories)} advisories`);
});

test('only the feeds that are asked speak, and in the order in which they are asked', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'advisories.db');
  const one = (id: string): Advisory => advisoryOf({ id, affected: [entryOf('curl', [], { ecosystem: 'Debian:12' })] });
  {
    using writer = openWriter(path);
    for (const feed of FEEDS) {
      using change = writer.change(feed);
      change.add(one(`${feed} 2`));
      change.add(one(`${feed} 1`));
      change.commit(sourceRow(feed));
    }
  }
  using database = await openDatabase(path);
  const found = database.within({ ecosystems: ['Debian:12'], feeds: ['Z feed', 'Debian'] }).find('Debian:12', 'curl');
  assert.deepEqual(
    found.map(({ id }) => id),
    ['Z feed 1', 'Z feed 2', 'Debian 1', 'Debian 2'],
  );
  assert.equal(database.find('Debian:12', 'curl').length, 6);
  assert.deepEqual(database.find('Debian', 'curl'), []);
});
