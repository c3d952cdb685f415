import type { Package } from '../model/package.ts';
import { sourceOf } from '../model/report.ts';
import { isAbout, type Purl, parsePurl } from './purl.ts';

/** A package's own package URL, and that of what it was built from. */
interface Known {
  readonly own: Purl;
  readonly source?: Purl;
}

const READ = new WeakMap<Package, Known | 'none'>();

/** Whether the package URL is about the package, or, where it says `arch=source`, about what the package was built from. */
export function isPurlOf(wanted: Purl, pkg: Package): boolean {
  const known = knownOf(pkg);
  if (known === 'none') return false;
  const about = wanted.qualifiers.get('arch') === 'source' ? (known.source ?? known.own) : known.own;
  return isAbout(wanted, about);
}

/** The package URLs that a package goes by. */
export function purlsOf(pkg: Package): readonly Purl[] {
  const known = knownOf(pkg);
  if (known === 'none') return [];
  return known.source === undefined ? [known.own] : [known.own, known.source];
}

/** Read once for each package, because many statements are held against it. */
function knownOf(pkg: Package): Known | 'none' {
  const known = READ.get(pkg);
  if (known !== undefined) return known;
  const own = parsePurl(pkg.purl);
  const read = own === undefined ? 'none' : { own, ...sourcePurl(own, pkg) };
  READ.set(pkg, read);
  return read;
}

/** Debian and Ubuntu speak of source packages: https://github.com/package-url/purl-spec/blob/main/types-doc/deb-definition.md */
function sourcePurl(own: Purl, pkg: Package): Pick<Known, 'source'> {
  if (own.type !== 'deb') return {};
  const { name, version } = sourceOf(pkg);
  return { source: { ...own, name: name.toLowerCase(), version, qualifiers: new Map([...own.qualifiers, ['arch', 'source']]) } };
}
