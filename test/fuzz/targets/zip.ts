import { deflateRawSync } from 'node:zlib';
import { JAVA_ARCHIVES } from '../../../src/ecosystems/java/reader.ts';
import { Inflater } from '../../../src/zip/inflate.ts';
import { type JarEntry, jarOf, manifestEntry, mavenJar, pomEntry } from '../../support/jar.ts';
import type { FuzzTarget } from '../target.ts';

function entries(more: Partial<JarEntry>): readonly JarEntry[] {
  return [
    { ...manifestEntry({ 'Implementation-Title': 'orders', 'Implementation-Version': '1.0' }), ...more },
    { ...pomEntry('org.acme', 'orders', '1.0'), ...more },
    { name: 'org/acme/A.class', content: 'class', ...more },
    { name: 'lib/stored.jar', content: mavenJar('org.acme', 'stored', '2.0'), stored: true, ...more },
    { name: 'lib/deflated.jar', content: mavenJar('org.acme', 'deflated', '3.0'), ...more },
  ];
}

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'java-archives',
    corpus: () => [
      jarOf(entries({})),
      jarOf(entries({ sizes: 'descriptor' }), { prefix: '#!/bin/sh\n' }),
      jarOf(entries({ sizes: 'bare-descriptor', wide: true }), { wide: true, comment: 'a comment' }),
    ],
    run: (bytes) => {
      const stream = JAVA_ARCHIVES.begin({ path: 'app/orders-1.0.jar', size: bytes.length });
      for (let at = 0; at < bytes.length && stream.write(bytes.subarray(at, at + 100)); ) at += 100;
      stream.end();
    },
  },
  {
    name: 'inflate',
    corpus: () => [1, 6, 9].map((level) => deflateRawSync(jarOf(entries({})), { level })),
    run: (bytes) => {
      const inflater = new Inflater(() => undefined);
      for (let at = 0; at < bytes.length; at += 100) inflater.write(bytes.subarray(at, at + 100));
      inflater.end();
    },
  },
];
