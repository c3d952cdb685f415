import type { Package } from '../model/package.ts';
import { isKernelHeader } from './kernel.ts';

/** A package that is left out on purpose, and why. It is no gap: nothing that could be known is missing. */
export interface Unjudged {
  readonly package: Package;
  readonly reason: string;
}

export interface MatchOptions {
  /** Whether headers of the kernel are judged by the kernel's advisories. */
  readonly kernelHeaders: boolean;
}

/** What Go writes where it knows no version: of a program that was built from its own folder, and of a module from a folder beside it. */
const UNVERSIONED = /^(?:\(devel\)|v?0\.0\.0-00010101000000-000000000000)$/;

/** Why a package is left out; undefined where it is to be judged. */
export function reasonToLeaveOut(pkg: Package, { kernelHeaders }: MatchOptions): string | undefined {
  if (!kernelHeaders && isKernelHeader(pkg)) return 'it holds headers of the kernel, and the kernel that runs is the host’s';
  return UNVERSIONED.test(pkg.version) ? 'it was built from source, and its version was not recorded' : undefined;
}
