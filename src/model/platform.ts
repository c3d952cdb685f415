import { ScanError } from './errors.ts';

/** What an image runs on: https://github.com/opencontainers/image-spec/blob/main/image-index.md#image-index-property-descriptions */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Windows only: the build that the image was made for. */
  readonly osVersion?: string;
}

const ARCHITECTURES: Readonly<Record<string, readonly [string, string?]>> = {
  i386: ['386'],
  i686: ['386'],
  ia32: ['386'],
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  x64: ['amd64'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  arm: ['arm', 'v7'],
  ppc64el: ['ppc64le'],
};
/** Variants from the best to the least that a machine of the first can run. */
const ARM_VARIANTS = ['v8', 'v7', 'v6', 'v5'];

/** Reads `linux/arm64`, `linux/arm/v7`, or an architecture alone. Throws `USAGE`. */
export function parsePlatform(text: string): Platform {
  const parts = text.trim().toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) {
    throw new ScanError('USAGE', `"${text}" is not a platform.`, { hint: 'Write os/architecture[/variant], as in linux/arm64.' });
  }
  const [os, architecture, variant] = parts.length === 1 ? ['linux', parts[0]] : parts;
  return normalisePlatform({ os: os ?? '', architecture: architecture ?? '', ...(variant === undefined ? {} : { variant }) });
}

/** One spelling for each platform: `x86_64` becomes `amd64`, `arm64/v8` is `arm64`. */
export function normalisePlatform(platform: Platform): Platform {
  const [architecture, implied] = ARCHITECTURES[platform.architecture.toLowerCase()] ?? [platform.architecture.toLowerCase()];
  const given = platform.variant?.toLowerCase() || implied;
  const variant =
    (architecture === 'arm64' && given === 'v8') || (architecture === 'amd64' && given === 'v1') ? undefined : given;
  return {
    os: platform.os.toLowerCase(),
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...(platform.osVersion === undefined ? {} : { osVersion: platform.osVersion }),
  };
}

export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined).join('/');
}

/** How well an image's platform serves the wanted one: 0 is exact, larger is a fallback that still runs, undefined does not run. */
export function platformDistance(wanted: Platform, offered: Platform): number | undefined {
  const want = normalisePlatform(wanted);
  const have = normalisePlatform(offered);
  if (want.os !== have.os || want.architecture !== have.architecture) return undefined;
  if (want.osVersion !== undefined && have.osVersion !== undefined && !have.osVersion.startsWith(want.osVersion))
    return undefined;
  if (want.variant === have.variant) return 0;
  if (have.variant === undefined) return ARM_VARIANTS.length + 1;
  if (want.architecture !== 'arm') return undefined;
  const distance = ARM_VARIANTS.indexOf(have.variant) - ARM_VARIANTS.indexOf(want.variant ?? 'v7');
  return ARM_VARIANTS.includes(have.variant) && distance > 0 ? distance : undefined;
}
