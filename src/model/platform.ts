import { ScanError } from './errors.ts';

/** What an image runs on: https://github.com/opencontainers/image-spec/blob/main/image-index.md#image-index-property-descriptions */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Windows only: the build that the image was made for. */
  readonly osVersion?: string;
  /** Windows only: what the image needs of the system, as `win32k`. */
  readonly osFeatures?: readonly string[];
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
  ppc64el: ['ppc64le'],
};
/** The level of a machine whose variant is not told, where variants are levels that include the lower ones. */
const BASE_LEVELS: Readonly<Record<string, number>> = { amd64: 1, arm64: 8, arm: 7 };
/** Beyond every level: an image that does not tell its variant is the last to be taken, not the first. */
const UNTOLD = 100;
/** `windows(10.0.17763.1+win32k)`: the system, its version and its features. */
const SYSTEM = /^([a-z0-9][a-z0-9_.-]*)(?:\(([a-z0-9_.-]*)((?:\+[a-z0-9_.-]+)*)\))?$/;

/**
 * Reads `linux/arm64`, `linux/arm/v7`, an architecture alone, or `windows(10.0.17763)/amd64`. Throws `USAGE`.
 * https://github.com/containerd/platforms
 */
export function parsePlatform(text: string): Platform {
  const parts = text.trim().toLowerCase().split('/');
  const [system = '', architecture = '', variant] = parts.length === 1 ? ['linux', parts[0]] : parts;
  const [, os, osVersion, features] = SYSTEM.exec(system) ?? [];
  const rest = [architecture, ...(variant === undefined ? [] : [variant])];
  if (os === undefined || parts.length > 3 || rest.some((part) => !/^[a-z0-9][a-z0-9_.-]*$/.test(part))) {
    throw new ScanError('USAGE', `"${text}" is not a platform.`, { hint: 'Write os/architecture[/variant], as in linux/arm64.' });
  }
  return normalisePlatform({
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...(osVersion ? { osVersion } : {}),
    ...(features ? { osFeatures: features.slice(1).split('+') } : {}),
  });
}

/** One spelling for each platform: `x86_64` becomes `amd64`, `arm64/v8` is `arm64`. */
export function normalisePlatform(platform: Platform): Platform {
  const { osVersion, osFeatures } = platform;
  const [architecture, implied] = known(platform.architecture.toLowerCase());
  const given = platform.variant?.toLowerCase() || implied;
  const isBase = (architecture === 'arm64' && given === 'v8') || (architecture === 'amd64' && given === 'v1');
  return {
    os: platform.os.toLowerCase(),
    architecture,
    ...(given === undefined || isBase ? {} : { variant: given }),
    ...(osVersion === undefined ? {} : { osVersion }),
    ...(osFeatures === undefined ? {} : { osFeatures }),
  };
}

/** `linux/arm/v7`: what reports call a platform. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined).join('/');
}

/** The platform with all that tells it from another one, as `parsePlatform` reads it: `windows(10.0.17763.1)/amd64`. */
export function describePlatform({ os, osVersion = '', osFeatures = [], ...machine }: Platform): string {
  const detail = [osVersion, ...osFeatures].join('+');
  return formatPlatform({ ...machine, os: detail === '' ? os : `${os}(${detail})` });
}

/** How well an image's platform serves the wanted one: 0 is exact, larger is a fallback that still runs, undefined does not run. */
export function platformDistance(wanted: Platform, offered: Platform): number | undefined {
  const want = normalisePlatform(wanted);
  const have = normalisePlatform(offered);
  if (want.os !== have.os || want.architecture !== have.architecture) return undefined;
  if (!isSameBuild(want.osVersion, have.osVersion)) return undefined;
  if (have.osFeatures?.some((feature) => want.osFeatures?.includes(feature) !== true) === true) return undefined;
  return variantDistance(want, have);
}

/** Windows runs what was made for its own build; the fourth number is a patch. */
function isSameBuild(want: string | undefined, have: string | undefined): boolean {
  if (want === undefined || have === undefined) return true;
  const [wanted, offered] = [want.split('.').slice(0, 3), have.split('.').slice(0, 3)];
  return wanted.every((part, index) => part === offered[index]);
}

function variantDistance({ architecture, variant: want }: Platform, { variant: have }: Platform): number | undefined {
  if (want === have) return 0;
  const base = BASE_LEVELS[architecture];
  if (have === undefined && (base === undefined || architecture === 'arm')) return UNTOLD;
  const [wanted, offered] = [want === undefined ? base : levelOf(want), have === undefined ? base : levelOf(have)];
  if (base === undefined || wanted === undefined || offered === undefined || offered > wanted) return undefined;
  return wanted - offered;
}

/** `v7` is 7, `v8.2` is 8.2. */
function levelOf(variant: string): number | undefined {
  return /^v\d+(?:\.\d+)?$/.test(variant) ? Number(variant.slice(1)) : undefined;
}

/** The name of an architecture, and the variant that it implies; the name itself where it is not another's. */
function known(name: string): readonly [string, string?] {
  return (Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined) ?? [name];
}
