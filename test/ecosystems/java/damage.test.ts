import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { JAVA_ARCHIVES } from '../../../src/ecosystems/java/reader.ts';
import { type JarEntry, type JarOptions, jarOf, mavenJar, pomEntry } from '../../support/jar.ts';
import { PATH, read } from './reading.ts';

const CORE = pomEntry('org.acme', 'core', '1.0');
const CORE_AT = 'org.acme:core@1.0';

interface Case {
  readonly title: string;
  readonly entries: readonly JarEntry[];
  readonly options?: JarOptions;
  readonly packages: readonly string[];
  /** Undefined where the archive is whole all the same. */
  readonly gap: RegExp | undefined;
}

const DAMAGED: readonly Case[] = [
  {
    title: 'an entry that was deleted',
    entries: [CORE, { ...pomEntry('org.acme', 'gone', '1'), deleted: true }],
    packages: [CORE_AT],
    gap: undefined,
  },
  {
    title: 'an entry of another name than the directory says',
    entries: [CORE, { ...pomEntry('a', 'b', '1'), localName: 'META-INF/maven/x/y/pom.properties' }],
    packages: [CORE_AT],
    gap: /"META-INF\/maven\/a\/b\/pom.properties": the archive calls it by two names/,
  },
  {
    title: 'an entry that only the directory calls by a name that is read',
    entries: [CORE, { ...pomEntry('a', 'b', '1'), localName: 'x' }],
    packages: [CORE_AT],
    gap: /did not go by/,
  },
  {
    title: 'a wrong checksum',
    entries: [{ ...pomEntry('a', 'b', '1'), crc: 7 }, CORE],
    packages: [CORE_AT],
    gap: /its checksum is wrong/,
  },
  {
    title: 'an encrypted entry that is read',
    entries: [{ name: 'lib/a.jar', content: 'x', encrypted: true }, CORE],
    packages: [CORE_AT],
    gap: /"lib\/a.jar": it is encrypted/,
  },
  {
    title: 'an encrypted entry that nobody reads',
    entries: [{ name: 'a', content: 'x', encrypted: true }, CORE],
    packages: [CORE_AT],
    gap: undefined,
  },
  {
    title: 'an entry that is compressed by what is not known',
    entries: [{ name: 'lib/a.jar', content: 'x', method: 93 }, CORE],
    packages: [CORE_AT],
    gap: /compressed by method 93/,
  },
  {
    title: 'a size that leads past other entries',
    entries: [
      { name: 'liar', content: 'x', stored: true, localSize: 300 },
      CORE,
      { name: 'y', content: 'y'.repeat(900), stored: true },
    ],
    packages: [],
    gap: /"META-INF\/maven.*did not go by/,
  },
  {
    title: 'a size that is too small',
    entries: [{ ...pomEntry('a', 'b', '1'), localSize: 5 }, CORE],
    packages: [CORE_AT],
    gap: /its deflated data are cut off/,
  },
  {
    title: 'two sizes, of which the smaller has the right checksum',
    entries: [
      {
        ...pomEntry('a', 'b', '1'),
        stored: true,
        localSize: 30,
        crc: crc32(String(pomEntry('a', 'b', '1').content).slice(0, 30)),
      },
      CORE,
    ],
    packages: [CORE_AT],
    gap: /the archive gives it two sizes/,
  },
  {
    title: 'an entry that announces a descriptor and has none',
    entries: [{ ...CORE, sizes: 'announced' }],
    packages: [CORE_AT],
    gap: undefined,
  },
  {
    title: 'a second end that has no directory',
    entries: [CORE],
    options: { comment: jarOf([CORE]).subarray(-22) },
    packages: [CORE_AT],
    gap: /not the one that its end tells of/,
  },
  {
    title: 'a folder that announces a descriptor and has none',
    entries: [{ name: 'META-INF/', stored: true, sizes: 'announced' }, CORE],
    packages: [CORE_AT],
    gap: undefined,
  },
  {
    title: 'an entry in the place of another',
    entries: [CORE, { ...pomEntry('a', 'b', '1'), offset: 0 }],
    packages: [CORE_AT],
    gap: /"META-INF\/maven\/a.*two names/,
  },
  {
    title: 'a nested archive that is none',
    entries: [{ name: 'a.jar', content: 'no zip' }, CORE],
    packages: [CORE_AT],
    gap: /"a.jar": it is no zip/,
  },
  {
    title: 'a nested archive that is empty',
    entries: [{ name: 'a.jar', content: '' }, CORE],
    packages: [CORE_AT],
    gap: undefined,
  },
  { title: 'a nested file of music', entries: [{ name: 'a.kar', content: 'MThd' }, CORE], packages: [CORE_AT], gap: undefined },
  {
    title: 'a nested archive that is cut off',
    entries: [{ name: 'a.jar', content: mavenJar('a', 'b', '1').subarray(0, -30) }, CORE],
    packages: ['a:b@1', CORE_AT],
    gap: /"a.jar": it is cut off before its central directory/,
  },
  {
    title: 'an end that counts other entries',
    entries: [CORE],
    options: { end: (record) => record.writeUInt16LE(9, 10) },
    packages: [CORE_AT],
    gap: /not the one that its end tells of/,
  },
  {
    title: 'an end that says that there are more files',
    entries: [CORE],
    options: { end: (record) => record.writeUInt16LE(3, 4) },
    packages: [CORE_AT],
    gap: /spread over several files/,
  },
  {
    title: 'a pom.properties of two megabytes',
    entries: [{ name: 'META-INF/maven/a/b/pom.properties', content: ' '.repeat(2 ** 21) }, CORE],
    packages: [CORE_AT],
    gap: /it is larger than 1048576 bytes/,
  },
  {
    title: 'a path of two thousand letters',
    entries: [{ name: `${'a/'.repeat(1000)}b.jar`, content: 'x' }, CORE],
    packages: [CORE_AT],
    gap: /its path is longer than 1024 letters/,
  },
];

suite('a Java archive with', () => {
  for (const { title, entries, options, packages, gap } of DAMAGED) {
    test(`${title} ${gap === undefined ? 'is whole' : 'is a gap'}, and the rest is read`, () => {
      const bytes = jarOf(entries, options);
      const content = read(bytes);
      assert.deepEqual(content?.packages.map(({ name, version }) => `${name}@${version}`).sort(), [...packages].sort());
      if (gap === undefined) assert.equal(content?.gap, undefined);
      else assert.match(content?.gap ?? '', gap);
      assert.deepEqual(read(bytes, { piece: 1 }), content);
    });
  }

  test('every possible end is a gap, and keeps what was whole by then', () => {
    const bytes = jarOf([CORE, { name: 'lib/inner.jar', content: mavenJar('org.acme', 'inner', '2.0') }]);
    for (let length = 22; length < bytes.length - 1; length += 1) {
      const content = read(bytes.subarray(0, length));
      assert.ok(content?.gap !== undefined, `cut at ${length}`);
      assert.ok(content.packages.length === 0 || content.packages[0]?.name === 'org.acme:core');
    }
  });

  test('more gaps than anybody reads tells five, and how many more there are', () => {
    const entries = Array.from({ length: 9 }, (_, index) => ({ name: `${index}.jar`, content: 'none' }));
    assert.match(read(jarOf(entries))?.gap ?? '', /^"0\.jar".*"4\.jar": it is no zip archive; and 4 more$/);
  });

  test('no archive in it is a gap where its name promises one, and of no interest where it does not', () => {
    assert.deepEqual(read(Buffer.alloc(5000, 'text')), { packages: [], gap: 'it is no zip archive' });
    assert.equal(read(Buffer.alloc(5000, 'MThd'), { path: 'music/a.kar' }), undefined);
  });

  test('no entry in its first megabyte is no archive, and is not read on', () => {
    const far = Buffer.concat([Buffer.alloc(1024 * 1024 + 10), jarOf([CORE])]);
    for (const piece of [64 * 1024, far.length]) assert.equal(read(far, { piece })?.gap !== undefined, true, `${piece}`);
    const stream = JAVA_ARCHIVES.begin({ path: PATH, size: 2 ** 30 });
    let taken = 0;
    while (taken < 100 && stream.write(Buffer.alloc(64 * 1024))) taken += 1;
    assert.equal(taken, 16);
  });
});
