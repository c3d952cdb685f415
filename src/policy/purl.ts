import { PackageURL } from 'packageurl-js';

/** A package URL as packages are told apart by it: https://github.com/package-url/purl-spec/blob/main/purl-specification.md */
export interface Purl {
  readonly type: string;
  /** Empty where there is none. */
  readonly namespace: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath?: string;
}

/** Characters. Those that packages have are far shorter. */
const LONGEST = 4096;
/** rpm keeps the epoch apart in a package URL, and some write it into the version. */
const EPOCH = /^(\d+):(.*)$/s;

/** Reads a package URL; undefined where it is none. */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > LONGEST || !/^pkg:/i.test(text)) return undefined;
  try {
    return normalized(PackageURL.fromString(text));
  } catch {
    return undefined;
  }
}

function normalized({ type, namespace, name, version, qualifiers, subpath }: PackageURL): Purl {
  const given = new Map(Object.entries(qualifiers ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
  const own = versionIn(type, version ?? '', given);
  return {
    type,
    namespace: nameIn(type, namespace ?? ''),
    name: nameIn(type, name),
    ...(own === '' ? {} : { version: own }),
    qualifiers: given,
    ...(subpath === undefined || subpath === null || subpath === '' ? {} : { subpath }),
  };
}

/** The one spelling of a name that registries take several for. */
function nameIn(type: string, name: string): string {
  if (type === 'golang') return name.toLowerCase();
  // https://packaging.python.org/en/latest/specifications/name-normalization/
  return type === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
}

/** The version without what belongs elsewhere; an rpm's epoch becomes a qualifier. */
function versionIn(type: string, version: string, qualifiers: Map<string, string>): string {
  if (type === 'golang') return version.replace(/^v(?=\d)/, '');
  if (type !== 'rpm') return version;
  const [, epoch, rest] = EPOCH.exec(version) ?? [];
  qualifiers.set('epoch', qualifiers.get('epoch') ?? epoch ?? '0');
  return rest ?? version;
}

/**
 * Whether a package is one that a package URL is about: type, namespace and name are the same, and so are version, qualifiers and
 * subpath where they are given.
 */
export function isAbout(wanted: Purl, own: Purl): boolean {
  if (wanted.type !== own.type || wanted.namespace !== own.namespace || wanted.name !== own.name) return false;
  if (wanted.version !== undefined && wanted.version !== own.version) return false;
  if (wanted.subpath !== undefined && wanted.subpath !== own.subpath) return false;
  return [...wanted.qualifiers].every((qualifier) => hasQualifier(qualifier, wanted, own));
}

/** What two package URLs of one package share, whatever version it has. */
export function keyOf({ type, namespace, name }: Purl): string {
  return [type, namespace, name].join('\u001f');
}

function hasQualifier([key, value]: readonly [string, string], wanted: Purl, own: Purl): boolean {
  // Without a version, an epoch is nobody's condition.
  if (key === 'epoch' && wanted.version === undefined) return true;
  const has = own.qualifiers.get(key);
  return key === 'distro' && has !== undefined ? isSameDistro(value, has) : has === value;
}

/** `debian-12` and `debian-12.5` are one release: who makes a package URL may know its release only roughly. */
function isSameDistro(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
