import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type JarEntry, jarOf, manifestEntry, pomEntry } from '../../support/jar.ts';
import { packagesIn, read } from './reading.ts';

const classes = (...paths: readonly string[]): readonly JarEntry[] =>
  paths.map((path) => ({ name: `${path}.class`, content: path }));
const pom = (text: string, name = 'META-INF/maven/g/a/pom.properties'): JarEntry => ({
  name,
  content: Buffer.from(text, 'latin1'),
});
const V = 'Implementation-Version';

const CASES: readonly (readonly [title: string, path: string, entries: readonly JarEntry[], packages: readonly string[]])[] = [
  [
    'every pom.properties, those of what was shaded into it too',
    'x-1.jar',
    [pomEntry('g', 'x', '1'), pomEntry('h', 'y', '2')],
    ['g:x@1', 'h:y@2'],
  ],
  [
    'a pom.properties in the folders of an application',
    'x.war',
    [pom('groupId=g\nartifactId=x\nversion=1', 'WEB-INF/classes/META-INF/maven/g/x/pom.properties')],
    ['g:x@1'],
  ],
  ['not a pom.properties elsewhere', 'x.jar', [pom('groupId=g\nartifactId=x\nversion=1', 'conf/pom.properties')], []],
  [
    'the folders of a pom.properties that does not tell',
    'b.jar',
    [pom('version=1', 'META-INF/maven/g/b/pom.properties')],
    ['g:b@1'],
  ],
  [
    'every way in which properties are written',
    'x.jar',
    [pom('! a comment\n# \\\n\\\n  group\\\n   Id : org\\u002eacme \r\nartifactId\tx-\\\r\n  y\rversion 1\\:0\n')],
    ['org.acme:x-y@1:0'],
  ],
  ['the last of two values', 'x.jar', [pom('groupId=g\nartifactId=x\nversion=1\nversion=2')], ['g:x@2']],
  [
    'keys that JavaScript knows otherwise',
    'x.jar',
    [pom('__proto__=p\nconstructor=c\ngroupId=g\nartifactId=x\nversion=1')],
    ['g:x@1'],
  ],
  [
    'the group of a pom.properties whose version was never put in, with the version of the file name',
    'x-1.5.jar',
    [pom('groupId=g\nartifactId=x\nversion=${project.version}')],
    ['g:x@1.5'],
  ],
  [
    'the version of the manifest for such a pom.properties',
    'x.jar',
    [pom('groupId=g\nartifactId=x\nversion=@VERSION@'), manifestEntry({ [V]: '1.6' })],
    ['g:x@1.6'],
  ],
  ['no version where there is none', 'x.jar', [pom('groupId=g\nartifactId=x\nversion=${v}')], []],
  ['no version with control characters', 'x.jar', [pom('groupId=g\nartifactId=x\nversion=1\\u001b[31m')], []],
  ['no name that is not one', 'x.jar', [pom('groupId=g\nartifactId=<x>\nversion=1', 'META-INF/maven/pom.properties')], []],
  ['no version of a thousand letters', 'x.jar', [pom(`groupId=g\nartifactId=x\nversion=1${'0'.repeat(999)}`)], []],

  ['itself beside what was shaded into it', 'fat-2.0.jar', [pomEntry('h', 'y', '1')], ['h:y@1', 'fat@2.0']],
  [
    'itself beside what was shaded into it, one of which has its version',
    'fat-2.0.jar',
    [pomEntry('h', 'y', '2.0'), pomEntry('i', 'z', '1')],
    ['h:y@2.0', 'i:z@1', 'fat@2.0'],
  ],
  [
    'itself once, where its pom is among others',
    'x-1-all.jar',
    [pomEntry('h', 'y', '2'), pomEntry('g', 'x', '1')],
    ['h:y@2', 'g:x@1'],
  ],
  [
    'itself once, whatever the file was renamed to',
    'app.jar',
    [pomEntry('g', 'x', '1'), manifestEntry({ 'Implementation-Title': 'x', [V]: '1' })],
    ['g:x@1'],
  ],
  [
    'itself once, where the manifest has prose',
    'app.jar',
    [pomEntry('g', 'x', '1'), manifestEntry({ 'Implementation-Title': 'The X', [V]: '1' })],
    ['g:x@1'],
  ],

  [
    'a Jenkins plugin by its manifest',
    'plugins/git.jpi',
    [manifestEntry({ 'Group-Id': 'org.jenkins-ci.plugins', 'Short-Name': 'git', 'Plugin-Version': '4.11.3', [V]: '4.11' })],
    ['org.jenkins-ci.plugins:git@4.11.3'],
  ],
  [
    'the manifest of a file that has no version',
    'lib.jar',
    [manifestEntry({ 'Implementation-Title': 'netty', [V]: '4.1' })],
    ['netty@4.1'],
  ],
  ['the file name of a manifest that has no name', 'orders.jar', [manifestEntry({ [V]: '1.0' })], ['orders@1.0']],
  [
    'the file name that a bundle agrees with',
    'lib/logback-core.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'ch.qos.logback.core', 'Bundle-Version': '1.2.3' })],
    ['ch.qos.logback:logback-core@1.2.3'],
  ],
  ['the beginning of a version with words', 'x.jar', [manifestEntry({ [V]: '2.3.1 (build 5)' })], ['x@2.3.1']],
  ['no version without a digit', 'x.jar', [manifestEntry({ [V]: 'unspecified' })], []],
  [
    'the last part of a bundle as a name',
    'b.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'org.apache.tomcat-catalina;a=b', 'Bundle-Version': '9.0.1' })],
    ['org.apache:tomcat-catalina@9.0.1'],
  ],
  ['attributes in any case', 'x.jar', [{ name: 'meta-inf/Manifest.mf', content: 'IMPLEMENTATION-version: 3\r\n' }], ['x@3']],
  [
    'attributes that are cut in the middle of a letter',
    'x.jar',
    [
      {
        name: 'META-INF/MANIFEST.MF',
        content: Buffer.from(
          'Implementation-Vendor-Id: org.ac\n me\nImplementation-Title: \xc3\n \xa4\nImplementation-Version: 1\r .2\r\r',
          'latin1',
        ),
      },
    ],
    ['org.acme:x@1.2'],
  ],
  [
    'only the main section',
    'x.jar',
    [{ name: 'META-INF/MANIFEST.MF', content: `Manifest-Version: 1.0\n\nName: a\n${V}: 6\n` }],
    [],
  ],
  [
    'the beginning of a manifest of megabytes',
    'x.jar',
    [{ name: 'META-INF/MANIFEST.MF', content: `${V}: 7\n\n${'Name: a\n\n'.repeat(400_000)}` }],
    ['x@7'],
  ],

  [
    'the file name over a bundle, whose version is rewritten',
    'guava-31.1-jre.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'com.google.guava', 'Bundle-Version': '31.1.0.jre' })],
    ['com.google.guava:guava@31.1-jre'],
  ],
  ['nothing where nothing tells', 'x.jar', classes('a/b/C'), []],

  ['a group by the vendor', 'x-1.jar', [manifestEntry({ 'Implementation-Vendor-Id': 'org.acme' })], ['org.acme:x@1']],
  [
    'where its classes are, over a bundle that is not called by a domain',
    'slf4j-api-1.7.25.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'slf4j.api' }), ...classes('org/slf4j/A', 'org/slf4j/b/B')],
    ['org.slf4j:slf4j-api@1.7.25'],
  ],
  [
    'where its classes are, over a foundation as its vendor',
    'velocity-1.7.jar',
    [manifestEntry({ 'Implementation-Vendor-Id': 'org.apache' }), ...classes('org/apache/velocity/A', 'org/apache/velocity/b/B')],
    ['org.apache.velocity:velocity@1.7'],
  ],
  [
    'no group that is a company',
    'x-1.jar',
    [manifestEntry({ 'Implementation-Vendor-Id': 'ACME, Inc.', 'Implementation-Vendor': 'ACME' })],
    ['x@1'],
  ],
  [
    'a group by a bundle that is group and artifact',
    'jackson-core-2.9.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'com.fasterxml.jackson.core.jackson-core' })],
    ['com.fasterxml.jackson.core:jackson-core@2.9'],
  ],
  [
    'a group by a bundle that joins group and artifact',
    'log4j-core-2.17.1.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'org.apache.logging.log4j.core' })],
    ['org.apache.logging.log4j:log4j-core@2.17.1'],
  ],
  [
    'a group by a bundle that is the group',
    'h2-2.1.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'com.h2database' })],
    ['com.h2database:h2@2.1'],
  ],
  [
    'a group by a bundle with more in it',
    'hibernate-core-6.1.0.Final.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'org.hibernate.orm.core' })],
    ['org.hibernate.orm:hibernate-core@6.1.0.Final'],
  ],
  [
    'a group that is its artifact',
    'log4j-1.2.17.jar',
    [manifestEntry({ 'Bundle-SymbolicName': 'log4j' })],
    ['log4j:log4j@1.2.17'],
  ],
  [
    'a group by where its classes are',
    'spring-beans-5.3.17.jar',
    [
      manifestEntry({ 'Implementation-Title': 'spring-beans', 'Automatic-Module-Name': 'spring.beans', [V]: '5.3.17' }),
      ...classes('org/springframework/beans/A', 'org/springframework/beans/b/B'),
    ],
    ['org.springframework:spring-beans@5.3.17'],
  ],
  [
    'a group by where its classes are, further down',
    'spring-security-web-5.7.jar',
    classes('org/springframework/security/web/A', 'org/springframework/security/B'),
    ['org.springframework.security:spring-security-web@5.7'],
  ],
  ['no group where classes are all over', 'spring-all-5.jar', classes('org/springframework/A', 'com/other/B'), ['spring-all@5']],
  [
    'a group by its place in a repository',
    'root/.m2/repository/oro/oro/2.0.8/oro-2.0.8.jar',
    [manifestEntry({ 'Implementation-Vendor-Id': 'org.apache.oro' })],
    ['oro:oro@2.0.8'],
  ],
];

suite('a Java archive is known by', () => {
  for (const [title, path, entries, packages] of CASES) {
    test(title, () => {
      const bytes = jarOf(entries);
      assert.deepEqual(packagesIn(bytes, path), packages);
      assert.equal(read(bytes, { path })?.gap, undefined);
    });
  }
});
