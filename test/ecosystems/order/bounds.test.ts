import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APK_VERSIONS } from '../../../src/ecosystems/apk/version.ts';
import { DPKG_VERSIONS } from '../../../src/ecosystems/dpkg/version.ts';
import type { VersionOrder } from '../../../src/ecosystems/ecosystem.ts';
import { CRAN_VERSIONS } from '../../../src/ecosystems/order/cran.ts';
import { GO_VERSIONS } from '../../../src/ecosystems/order/go.ts';
import { HACKAGE_VERSIONS } from '../../../src/ecosystems/order/hackage.ts';
import { MAVEN_VERSIONS } from '../../../src/ecosystems/order/maven.ts';
import { NUGET_VERSIONS } from '../../../src/ecosystems/order/nuget.ts';
import { PACKAGIST_VERSIONS } from '../../../src/ecosystems/order/packagist.ts';
import { PEP440_VERSIONS } from '../../../src/ecosystems/order/pep440.ts';
import { PUB_VERSIONS } from '../../../src/ecosystems/order/pub.ts';
import { RUBYGEMS_VERSIONS } from '../../../src/ecosystems/order/rubygems.ts';
import { SEMVER_VERSIONS } from '../../../src/ecosystems/order/semver.ts';
import { RPM_VERSIONS } from '../../../src/ecosystems/rpm/version.ts';

const LANGUAGES: readonly VersionOrder[] = [
  CRAN_VERSIONS,
  GO_VERSIONS,
  HACKAGE_VERSIONS,
  MAVEN_VERSIONS,
  NUGET_VERSIONS,
  PACKAGIST_VERSIONS,
  PEP440_VERSIONS,
  PUB_VERSIONS,
  RUBYGEMS_VERSIONS,
  SEMVER_VERSIONS,
];
const DISTRIBUTIONS: readonly VersionOrder[] = [APK_VERSIONS, DPKG_VERSIONS, RPM_VERSIONS];

/** Texts of about a length, of the shapes that make an expression try every way to read them. */
function hostile(length: number): readonly string[] {
  const shapes = [
    '1',
    '1.',
    '1-',
    '.1',
    'a',
    '1a',
    'a1',
    '-',
    '1_p',
    '1-r',
    '1~',
    '1+',
    '1-a.',
    '0',
    ' ',
    '1!',
    ':',
    '1.x',
    '-dev',
  ];
  const bodies = shapes.map((shape) => `1${shape.repeat(length / shape.length)}`);
  return bodies.flatMap((body) => [body, `${body}\u0000`, `${body}!`]);
}

/** Whether a version was compared; a refusal must be an Error of the order itself. */
function isCompared({ id, compare }: VersionOrder, version: string): boolean {
  try {
    return Number.isFinite(compare(version, version));
  } catch (error) {
    assert.match(String(error), / is not an? /, id);
    return false;
  }
}

test('Every order of a language refuses what is longer than 512 characters, and says so briefly', () => {
  for (const { id, compare } of LANGUAGES) {
    assert.throws(
      () => compare('1.0', '1'.repeat(513)),
      ({ message }: Error) => message.length < 120 && /^"1{40}…" is not an? .* it has 513 characters\.$/.test(message),
      id,
    );
  }
});

test('Every order but Maven’s takes 512 characters', () => {
  for (const order of LANGUAGES) assert.equal(isCompared(order, '1'.repeat(512)), order !== MAVEN_VERSIONS, order.id);
});

test('No version takes an order long to read', () => {
  for (const [orders, length] of [
    [LANGUAGES, 510],
    [DISTRIBUTIONS, 20_000],
  ] as const) {
    for (const order of orders) {
      const begun = performance.now();
      for (const version of hostile(length)) isCompared(order, version);
      assert.ok(performance.now() - begun < 2000, order.id);
    }
  }
});

test('Every order names itself and where it is written down', () => {
  const orders = [...LANGUAGES, ...DISTRIBUTIONS];
  assert.equal(new Set(orders.map(({ id }) => id)).size, orders.length);
  for (const { specification } of orders) assert.ok(URL.canParse(specification), specification);
});
