import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { jarOf, manifestEntry, mavenJar, pomEntry } from '../../support/jar.ts';
import { read } from './reading.ts';

const CORE = pomEntry('org.acme', 'core', '1.0');

suite('a bomb in a Java archive', () => {
  test('of one entry that unfolds to gigabytes is a gap, and what came before it is kept', () => {
    const inner = jarOf([{ name: 'zeros', content: Buffer.alloc(64 * 1024 * 1024), stored: true }]);
    const bomb = deflateRawSync(inner);
    const entry = { name: 'lib/bomb.jar', content: bomb, stored: true, method: 8 };
    const content = read(jarOf([CORE, ...Array.from({ length: 20 }, () => entry), pomEntry('a', 'late', '1')]));
    assert.match(content?.gap ?? '', /^it unfolds to more than 1073741824 bytes/);
    assert.deepEqual(
      content?.packages.map(({ name }) => name),
      ['org.acme:core'],
    );
  });

  test('of a million entries is a gap', () => {
    const local = jarOf([{ name: 'a', stored: true }]).subarray(0, 31);
    const content = read(Buffer.alloc(31 * 1_000_001, local));
    assert.match(content?.gap ?? '', /^it holds more than 1000000 entries/);
  });

  test('of entries that must all be read, or are all listed, is a gap', () => {
    const one = jarOf([{ name: 'a.jar', stored: true }]);
    const many = Array.from({ length: 16_385 }, () => one.subarray(0, 35));
    assert.match(read(Buffer.concat(many))?.gap ?? '', /^it holds more than 16384 entries that must be read/);
    const listed = Array.from({ length: 16_385 }, () => one.subarray(35, -22));
    assert.match(read(Buffer.concat([one.subarray(0, 35), ...listed]))?.gap ?? '', /^it lists more than 16384 entries/);
  });

  test('that lets an archive be in itself costs no more than any entry', () => {
    const jar = jarOf([manifestEntry({}), { name: 'self.jar', content: mavenJar('a', 'b', '1'), offset: 0 }]);
    assert.match(read(jar)?.gap ?? '', /"self.jar": the archive calls it by two names/);
  });
});
