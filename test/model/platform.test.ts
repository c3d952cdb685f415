import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePlatform, formatPlatform, parsePlatform, platformDistance } from '../../src/model/platform.ts';

const spellings: readonly (readonly [string, string])[] = [
  ['linux/x86_64', 'linux/amd64'],
  ['aarch64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/armel', 'linux/arm/v6'],
  [' Linux/ARM/V7 ', 'linux/arm/v7'],
  ['windows(10.0.17763.1234)/amd64', 'windows(10.0.17763.1234)/amd64'],
  ['windows(10.0.17763+win32k)/amd64', 'windows(10.0.17763+win32k)/amd64'],
  ['windows(+win32k+x)/amd64', 'windows(+win32k+x)/amd64'],
];

for (const [text, expected] of spellings) {
  test(`"${text}" is ${expected}`, () => {
    assert.equal(describePlatform(parsePlatform(text)), expected);
    assert.deepEqual(parsePlatform(expected), parsePlatform(text));
  });
}

test('a report calls a platform by its machine, not by its patches', () => {
  assert.equal(formatPlatform(parsePlatform('windows(10.0.17763.1234+win32k)/amd64')), 'windows/amd64');
});

for (const text of ['', '/', 'linux/', 'linux/amd64/v1/x', 'linux/am d64', 'windows(10/amd64', 'windows()x/amd64', '../..']) {
  test(`"${text}" is no platform`, () => assert.throws(() => parsePlatform(text), { code: 'USAGE' }));
}

/** What each wanted platform takes, best first; everything else does not run there. */
const ladders: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['linux/arm/v8', ['linux/arm/v8', 'linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5', 'linux/arm'], ['linux/arm64']],
  ['linux/arm/v6', ['linux/arm/v6', 'linux/arm/v5', 'linux/arm'], ['linux/arm/v7', 'linux/arm/v8']],
  ['linux/arm', ['linux/arm', 'linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5'], ['linux/arm/v8']],
  ['linux/amd64', ['linux/amd64'], ['linux/amd64/v2', 'linux/amd64/v3', 'linux/386', 'freebsd/amd64']],
  ['linux/amd64/v3', ['linux/amd64/v3', 'linux/amd64/v2', 'linux/amd64'], ['linux/amd64/v4']],
  ['linux/arm64', ['linux/arm64'], ['linux/arm64/v9', 'linux/arm/v8']],
  ['linux/arm64/v9', ['linux/arm64/v9', 'linux/arm64/v8.2', 'linux/arm64'], []],
  ['linux/ppc64le/power9', ['linux/ppc64le/power9', 'linux/ppc64le'], ['linux/ppc64le/power10']],
  ['linux/riscv64', ['linux/riscv64'], ['linux/riscv64/rva23u64']],
  ['windows(10.0.17763)/amd64', ['windows(10.0.17763.1)/amd64', 'windows/amd64'], ['windows(10.0.20348.1)/amd64']],
  ['windows(10.0.17763.5)/amd64', ['windows(10.0.17763.1)/amd64'], ['windows(10.0.1776.5)/amd64']],
  ['windows/amd64', ['windows(10.0.17763.1)/amd64'], ['windows(10.0.17763.1+win32k)/amd64']],
  ['windows(+win32k)/amd64', ['windows(10.0.17763.1+win32k)/amd64', 'windows/amd64'], ['windows(+win32k+more)/amd64']],
];

for (const [wanted, served, others] of ladders) {
  test(`${wanted} is served by ${served.join(', then ')}`, () => {
    const distance = (offered: string) => platformDistance(parsePlatform(wanted), parsePlatform(offered));
    const distances = served.map(distance);
    for (const [index, here] of distances.entries())
      assert.ok(here !== undefined && here >= (distances[index - 1] ?? 0), served[index]);
    assert.deepEqual(
      others.map((offered) => [offered, distance(offered)]),
      others.map((offered) => [offered, undefined]),
    );
  });
}
