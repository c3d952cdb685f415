import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { jarOf } from '../../support/jar.ts';
import { packagesIn } from './reading.ts';

const NAMES: readonly (readonly [file: string, expected: string])[] = [
  ['artifact-1.2.3.jar', 'artifact@1.2.3'],
  ['log4j-1.2-api-2.17.1.jar', 'log4j-1.2-api@2.17.1'],
  ['netty-transport-native-epoll-4.1.50.Final-linux-x86_64.jar', 'netty-transport-native-epoll@4.1.50.Final'],
  ['a-1.0-SNAPSHOT.jar', 'a@1.0-SNAPSHOT'],
  ['a-1.0-20230101.123456-1.jar', 'a@1.0-20230101.123456-1'],
  ['a-1.0-rc-2.jar', 'a@1.0-rc-2'],
  ['a-1.0-RC2-sources.jar', 'a@1.0-RC2'],
  ['commons-lang3-3.12.0.jar', 'commons-lang3@3.12.0'],
  ['java-3d-1.5.jar', 'java-3d@1.5'],
  ['spark-core_2.12-3.3.0.jar', 'spark-core_2.12@3.3.0'],
  ['protobuf-java-3.5.1.jar', 'protobuf-java@3.5.1'],
  ['geronimo-annotation_1.3_spec-1.0.jar', 'geronimo-annotation_1.3_spec@1.0'],
  ['a-4.1.0.redhat-00001.jar', 'a@4.1.0.redhat-00001'],
];

suite('a file name', () => {
  for (const [file, expected] of NAMES) {
    test(`${file} is ${expected}`, () => assert.deepEqual(packagesIn(jarOf([]), `lib/${file}`), [expected]));
  }

  for (const file of ['app.jar', '1.0.jar', '-1.0.jar', 'a-.jar', 'a- 1.jar', 'a-$1.jar', `a-${'1-'.repeat(300)}.jar`]) {
    test(`${file.slice(0, 20)} says no version`, () => assert.deepEqual(packagesIn(jarOf([]), file), []));
  }
});
