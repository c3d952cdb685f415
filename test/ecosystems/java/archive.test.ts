import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { JAVA_ARCHIVES } from '../../../src/ecosystems/java/reader.ts';
import { type JarEntry, type JarOptions, jarOf, mavenJar, pomEntry } from '../../support/jar.ts';
import { packagesIn, PATH, read } from './reading.ts';

const CORE = pomEntry('org.acme', 'core', '1.0');
const CORE_AT = 'org.acme:core@1.0';
/** Bytes that look like records of a zip, in a file that is none. */
const SIGNATURES = Buffer.from('PK\u0003\u0004PK\u0001\u0002PK\u0005\u0006PK\u0007\u0008PK\u0006\u0006'.repeat(20), 'latin1');

/** An archive that has descriptors itself. */
const INNER = jarOf([{ name: 'x', content: 'xxx', sizes: 'descriptor' }, pomEntry('org.acme', 'inner', '2.0')]);
/** What may stand before an archive by chance: an end, an end of eight-byte numbers, the beginning of a list. */
const REMAINS = Buffer.concat([
  jarOf([]),
  Buffer.from(`PK\u0006\u0006${'\u0001'.repeat(52)}PK\u0001\u0002${'\u007f'.repeat(60)}`, 'latin1'),
]);

interface Case {
  readonly title: string;
  readonly entries: readonly JarEntry[];
  readonly options?: JarOptions;
  readonly packages?: readonly string[];
}

const everywhere = (more: Partial<JarEntry>): readonly JarEntry[] => [
  { name: 'META-INF/', stored: true, ...more },
  { name: 'a/A.class', content: 'class '.repeat(500), ...more },
  { ...CORE, ...more },
  { name: 'data.bin', content: SIGNATURES, ...more, stored: true },
  { name: 'lib/inner.jar', content: INNER, stored: true, ...more },
  { name: 'lib/deflated.jar', content: mavenJar('org.acme', 'deflated', '3.0'), ...more },
];
const ALL = [CORE_AT, 'org.acme:inner@2.0', 'org.acme:deflated@3.0'];

const WHOLE: readonly Case[] = [
  { title: 'with sizes in its headers', entries: everywhere({}), packages: ALL },
  { title: 'with sizes in descriptors', entries: everywhere({ sizes: 'descriptor' }), packages: ALL },
  { title: 'with sizes in descriptors that have no signature', entries: everywhere({ sizes: 'bare-descriptor' }), packages: ALL },
  { title: 'with sizes in headers and descriptors', entries: everywhere({ sizes: 'both' }), packages: ALL },
  { title: 'with sizes of eight bytes', entries: everywhere({ wide: true }), options: { wide: true }, packages: ALL },
  { title: 'with descriptors of eight-byte sizes', entries: everywhere({ wide: true, sizes: 'descriptor' }), packages: ALL },
  {
    title: 'with such descriptors without signature',
    entries: everywhere({ wide: true, sizes: 'bare-descriptor' }),
    packages: ALL,
  },
  {
    title: 'behind a script that starts it',
    entries: everywhere({}),
    options: { prefix: `#!/bin/sh\n${'PK'.repeat(999)}\n` },
    packages: ALL,
  },
  { title: 'behind what only looks like an entry', entries: everywhere({}), options: { prefix: SIGNATURES }, packages: ALL },
  { title: 'behind the remains of another', entries: everywhere({}), options: { prefix: REMAINS }, packages: ALL },
  { title: 'before a comment', entries: everywhere({}), options: { comment: 'PK is what it begins with' }, packages: ALL },
  { title: 'that stores all it holds', entries: everywhere({ stored: true, sizes: 'descriptor' }), packages: ALL },
  { title: 'that is empty', entries: [], packages: [] },
];

suite('a Java archive', () => {
  for (const { title, entries, options, packages } of WHOLE) {
    test(`${title} is read, in whatever pieces it arrives`, () => {
      const bytes = jarOf(entries, options);
      const whole = read(bytes);
      assert.deepEqual(
        whole?.packages.map(({ name, version, root }) => `${name}@${version} in ${root}`),
        packages?.map((one) => `${one} in ${PATH}`),
      );
      assert.equal(whole?.gap, undefined);
      for (const piece of [1, 7, 29, 1000]) assert.deepEqual(read(bytes, { piece }), whole, `in pieces of ${piece}`);
    });
  }

  test('is read from behind another that it was appended to, and the other is not', () => {
    const first = mavenJar('org.acme', 'old', '0.1');
    assert.deepEqual(read(Buffer.concat([first, jarOf([CORE])])), read(jarOf([CORE])));
  });

  test('of more entries than its end can count is read', () => {
    const many = Array.from({ length: 66_000 }, (_, index) => ({ name: `${index}`, stored: true }));
    const { packages, gap } = read(jarOf([...many, CORE], { wide: true })) ?? {};
    assert.deepEqual([packages?.length, gap], [1, undefined]);
    assert.equal(read(jarOf([...many, CORE]))?.gap, undefined);
  });

  test('that holds one and the same package twice names it once', () => {
    const jar = mavenJar('org.acme', 'core', '1.0');
    assert.deepEqual(packagesIn(jarOf([CORE, { name: 'a.jar', content: jar }, { name: 'b.jar', content: jar, stored: true }])), [
      CORE_AT,
    ]);
  });

  test('in archives in archives is found, sixteen deep and no deeper', () => {
    let jar = mavenJar('org.acme', 'deepest', '1.0');
    for (let depth = 0; depth < 16; depth += 1) jar = jarOf([{ name: `${depth}.jar`, content: jar, stored: depth % 2 === 0 }]);
    assert.deepEqual(read(jar)?.gap, undefined);
    assert.deepEqual(packagesIn(jar), ['org.acme:deepest@1.0']);
    for (let depth = 16; depth < 100; depth += 1)
      jar = jarOf([{ name: `${depth}.jar`, content: jar }, pomEntry('d', 'd', `${depth}`)]);
    const { packages, gap } = read(jar) ?? {};
    assert.equal(packages?.length, 17);
    assert.match(gap ?? '', /^"99\.jar": .*"83\.jar": it lies more than 16 archives deep$/);
  });

  test('of any name that Java gives archives is wanted, and nothing else', () => {
    const { wants } = JAVA_ARCHIVES;
    for (const name of ['a.jar', 'b/C.WAR', 'd.ear', 'e.hpi', 'f.jpi', 'g.nar', 'h.kar', 'i.par', 'j.sar', 'k.lpkg', 'l.rar'])
      assert.ok(wants(name, 100), name);
    for (const name of ['jar', 'a.jar.txt', 'a.zip', 'a.jar/b']) assert.ok(!wants(name, 100), name);
    assert.ok(!wants('empty.jar', 0));
  });
});
