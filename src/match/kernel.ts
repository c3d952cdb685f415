import type { Package } from '../model/package.ts';

/** Headers that go by a name of their own: Debian's and SUSE's for the C library. */
const FOR_THE_C_LIBRARY = /^linux-(?:libc-dev|glibc-devel)(?:-|$)/;

/**
 * Whether a package holds headers of the kernel, or what modules are built with, and nothing that runs: `kernel-headers`,
 * `linux-headers-6.1.0-18-amd64`, `linux-libc-dev`, `linux-kbuild-6.1`. Advisories name its source, which is the kernel; but the kernel
 * that runs is the host's, and no update of the image mends it.
 */
export function isKernelHeader({ name, root }: Pick<Package, 'name' | 'root'>): boolean {
  // A language's package may go by any name.
  if (root !== undefined) return false;
  const [kernel, ...parts] = name.split('-');
  if (kernel === 'kernel') return parts.includes('headers') || parts.at(-1) === 'devel';
  if (kernel !== 'linux') return false;
  return parts.includes('headers') || parts[0] === 'kbuild' || FOR_THE_C_LIBRARY.test(name);
}
