import type { CsafPlacement, CsafProduct } from './product-tree.ts';

/** An rpm package of a product of Red Hat's. */
export interface RedHatComponent {
  /** As OSV names it: `Red Hat:enterprise_linux:9::baseos`. */
  readonly ecosystem: string;
  readonly name: string;
  /** `[epoch:]version-release`; absent where no build is meant. */
  readonly version?: string;
  /** `src` is the source. */
  readonly arch?: string;
  /** `nodejs:18` */
  readonly module?: string;
}

/**
 * What Red Hat means by a product; undefined where it is no package of rpm's (a container, a Maven artifact), or a product whose system
 * has no name: https://redhatproductsecurity.github.io/security-data-guidelines/csaf-vex/
 */
export function redHatComponent({ product, within }: CsafPlacement): RedHatComponent | undefined {
  const ecosystem = within.map(({ cpe }) => ecosystemOf(cpe ?? '')).find((one) => one !== undefined);
  const named = packageOf(product);
  if (ecosystem === undefined || named === undefined) return undefined;
  const module = named.module ?? within.map(moduleOf).find((one) => one !== undefined);
  return { ecosystem, ...named, ...(module === undefined ? {} : { module }) };
}

/** `cpe:/o:redhat:enterprise_linux:9::baseos`, or the same in the form of 2.3. */
function ecosystemOf(cpe: string): string | undefined {
  const uri = /^cpe:\/[aoh]:redhat:(?<tail>[^:].*)$/.exec(cpe)?.groups?.['tail'];
  const formatted = /^cpe:2\.3:[aoh]:redhat:(?<tail>[^:].*)$/.exec(cpe)?.groups?.['tail'];
  const tail =
    uri ??
    formatted
      ?.split(':')
      .slice(0, 4)
      .map((part) => (/^[*-]$/.test(part) ? '' : part))
      .join(':');
  return tail === undefined ? undefined : `Red Hat:${tail.replace(/:+$/, '')}`;
}

type Named = Pick<RedHatComponent, 'name' | 'version' | 'arch' | 'module'>;

const PURL = /^pkg:(?<type>rpm|rpmmod)\/redhat\/(?<path>[^@?#]+)(?:@(?<version>[^?#]*))?(?:\?(?<qualifiers>[^#]*))?/;

/** Documents from before 2024 have a source's bare name where no fix is: `samba`, or `nodejs:16/nodejs`. */
function packageOf({ id, purl }: CsafProduct): Named | undefined {
  return purl === undefined ? bareName(id) : packageIn(purl);
}

function packageIn(purl: string): Named | undefined {
  const { type, path, version = '', qualifiers = '' } = PURL.exec(purl)?.groups ?? {};
  if (type === undefined || path === undefined) return undefined;
  const name = decode(path);
  if (type === 'rpm') return { name, ...ofBuild(decode(version), new URLSearchParams(qualifiers)) };
  // `pkg:rpmmod/redhat/postgresql:15/postgresql`; without the last part it is the module itself.
  return name.includes('/') ? bareName(name) : undefined;
}

function ofBuild(version: string, qualifiers: URLSearchParams): Omit<Named, 'name'> {
  const arch = qualifiers.get('arch');
  const module = streamOf(qualifiers.get('rpmmod') ?? '');
  const build = buildOf(version, qualifiers.get('epoch') ?? '0');
  return {
    ...(build === undefined ? {} : { version: build }),
    ...(arch === null ? {} : { arch }),
    ...(module === undefined ? {} : { module }),
  };
}

// Where no build is meant the stream may stand in its place: `pkg:rpm/redhat/php@7.2?rpmmod=php:7.2`.
function buildOf(version: string, epoch: string): string | undefined {
  if (!version.includes('-')) return undefined;
  return epoch === '0' ? version : `${epoch}:${version}`;
}

function bareName(text: string): Named | undefined {
  const { module, name } = /^(?:(?<module>[^/\s]+:[^/\s]+)\/)?(?<name>[^/:\s]+)$/.exec(text)?.groups ?? {};
  return name === undefined ? undefined : { name, ...(module === undefined ? {} : { module }) };
}

function moduleOf({ purl = '' }: CsafProduct): string | undefined {
  const { type, path = '', version = '' } = PURL.exec(purl)?.groups ?? {};
  return type === 'rpmmod' && !path.includes('/') ? streamOf(`${decode(path)}:${decode(version)}`) : undefined;
}

/** `nodejs:18` of `nodejs:18:8090020231019152822:a75119d5`. */
function streamOf(label: string): string | undefined {
  return label === '' ? undefined : label.split(':', 2).join(':');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
