import assert from 'node:assert/strict';
import { test } from 'node:test';
import { R_DESCRIPTION } from '../../../src/ecosystems/languages/cran/description.ts';
import { CRAN } from '../../../src/ecosystems/languages/cran.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, wanted } from './reading.ts';

const LIBRARY = 'usr/local/lib/R/site-library';
const PATH = `${LIBRARY}/jsonlite/DESCRIPTION`;

/** A description as R writes it, with other fields than usual; undefined leaves one out. */
function description(fields: Record<string, string | undefined> = {}): string {
  const usual = {
    Package: 'jsonlite',
    Version: '1.8.4',
    Description: 'Made for\n    Version: 9 of it',
    Repository: 'CRAN',
    Built: 'R 4.2.2; x86_64-pc-linux-gnu; 2023-01-01 00:00:00 UTC; unix',
  };
  const lines = Object.entries({ ...usual, ...fields }).filter(([, value]) => value !== undefined);
  return lines.map(([name, value]) => `${name}: ${value}\n`).join('');
}
const read = (text: string) => reading(R_DESCRIPTION, PATH, text);

test('It wants descriptions wherever a library is', () => {
  const paths = [PATH, 'usr/lib/R/library/MASS/DESCRIPTION', 'srv/renv/library/R-4.2/x86_64-pc-linux-gnu/a/DESCRIPTION'];
  assert.deepEqual(wanted(R_DESCRIPTION, [...paths, 'DESCRIPTION', 'usr/share/git-core/templates/description']), paths);
});

test('An installed package is read with its library', () => {
  assert.deepEqual(read(description()), { packages: [{ name: 'jsonlite', version: '1.8.4', root: LIBRARY }] });
  assert.deepEqual(listed(read(`\ufeff${description().replaceAll('\n', '\r\n')}`)), ['jsonlite@1.8.4']);
  assert.deepEqual(listed(read(description({ Repository: 'RSPM' }))), ['jsonlite@1.8.4']);
  assert.deepEqual(listed(read(description({ Priority: 'recommended', Version: '7.3-58.2' }))), ['jsonlite@7.3-58.2']);
});

test('What is not installed, or not from CRAN, is passed over', () => {
  const others = [
    description({ Built: undefined }),
    description({ Priority: 'base', Repository: undefined }),
    description({ Priority: 'base' }),
    description({ Repository: undefined, RemoteType: 'github' }),
    description({ Repository: 'Bioconductor 3.18' }),
    description({ biocViews: 'Software' }),
    'A text that is called so.\n',
    '',
  ];
  for (const text of others) assert.deepEqual(read(text), { packages: [] }, text);
});

test('What lacks a name or a version throws, and names that no registry has are gaps', () => {
  assert.throws(() => read(description({ Package: undefined })), { message: 'it lacks a name' });
  assert.throws(() => read(description({ Version: '' })), { message: 'it lacks a version' });
  for (const name of [...IMPOSSIBLE_NAMES.filter((one) => !one.includes('\n')), '1a', 'a_b', 'a-b']) {
    assertGap(read(description({ Package: name })), /nothing in CRAN can have/);
  }
});

test('The purl is of type cran', () => {
  assert.equal(CRAN.purl({ name: 'jsonlite', version: '1.8.4' }), 'pkg:cran/jsonlite@1.8.4');
});
