import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKernelHeader } from '../../src/match/kernel.ts';

test('headers of the kernel are known by their names, as each distribution has them', () => {
  const names = [
    'kernel-headers',
    'kernel-rt-headers',
    'kernel-devel',
    'kernel-uek-devel',
    'kernel-default-devel',
    'linux-headers',
    'linux-headers-amd64',
    'linux-headers-6.1.0-18-common',
    'linux-aws-headers-6.8.0-1001',
    'linux-hwe-6.8-headers-6.8.0-40',
    'linux-libc-dev',
    'linux-libc-dev-arm64-cross',
    'linux-glibc-devel',
    'linux-kbuild-6.1',
  ];
  assert.deepEqual(
    names.filter((name) => !isKernelHeader({ name })),
    [],
  );
});

test('what runs, or only sounds alike, is none', () => {
  const names = [
    'kernel',
    'kernel-core',
    'kernel-modules-extra',
    'kernel-default',
    'kernel-tools',
    'linux-image-6.1.0-18-amd64',
    'linux-modules-6.8.0-40-generic',
    'linux-perf',
    'linux-libc-development',
    'linux-firmware',
    'linux-pam',
    'util-linux-headers',
    'glibc-headers',
    'develop-kernel-headers',
  ];
  assert.deepEqual(
    names.filter((name) => isKernelHeader({ name })),
    [],
  );
  assert.equal(isKernelHeader({ name: 'linux-headers', root: 'app' }), false);
});
