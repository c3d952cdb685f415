import type { Package, Release } from '../../model/package.ts';
import { describePlatform } from '../../model/platform.ts';
import type { Gap, Report } from '../../model/report.ts';
import { wellFormedCpe } from '../content/cpe.ts';
import { imagePurl } from '../content/image-purl.ts';
import { instructionOf } from '../content/instruction.ts';
import type { ListedPackage } from '../content/listing.ts';
import { plain } from '../content/plain.ts';
import { type Component, properties, type Property } from './bom.ts';

const LONGEST = 1024;
const MOST_GAPS = 1000;
const ALGORITHMS: Readonly<Record<string, string>> = { sha256: 'SHA-256', sha512: 'SHA-512' };

/** The image: what the bill is about. */
export function imageComponent({ image, gaps, unjudged }: Report): Component {
  const [algorithm = '', hash = ''] = image.manifestDigest.split(':');
  const alg = ALGORITHMS[algorithm];
  const told = {
    'image:reference': image.reference,
    'image:digest': image.digest,
    'image:manifest-digest': image.manifestDigest,
    'image:platform': describePlatform(image.platform),
  };
  const layers = image.layers.flatMap((layer) => properties({ 'image:layer': `${layer.digest} ${layer.diffID}` }, plain));
  return {
    type: 'container',
    'bom-ref': 'image',
    name: plain(image.name, LONGEST),
    version: image.manifestDigest,
    purl: imagePurl(image),
    ...(alg === undefined ? {} : { hashes: [{ alg, content: hash }] }),
    properties: [...properties(told, plain), ...layers, ...gapsOf('gap', gaps), ...gapsOf('unjudged', unjudged)],
  };
}

function gapsOf(name: string, gaps: readonly Gap[]): readonly Property[] {
  return gaps
    .slice(0, MOST_GAPS)
    .flatMap(({ subject, reason }) => properties({ [name]: `${plain(subject, 400)}: ${plain(reason, 400)}` }, plain));
}

/** The distribution. */
export function systemComponent(release: Release): Component {
  const cpe = wellFormedCpe(release.cpe);
  return {
    type: 'operating-system',
    'bom-ref': 'operating-system',
    name: plain(release.id, LONGEST),
    ...(release.versionId === '' ? {} : { version: plain(release.versionId, LONGEST) }),
    description: plain(release.prettyName, LONGEST),
    ...(cpe === undefined ? {} : { cpe }),
  };
}

/** What a component that a key of the listing stands for is called in the bill. */
export function componentRef(key: string): string {
  return `package-${key}`;
}

/** A package. */
export function packageComponent({ key, package: pkg }: ListedPackage): Component {
  const { group, name } = namesOf(pkg);
  return {
    type: 'library',
    'bom-ref': componentRef(key),
    ...(pkg.vendor === undefined ? {} : { supplier: { name: plain(pkg.vendor, LONGEST) } }),
    ...(group === undefined ? {} : { group: plain(group, LONGEST) }),
    name: plain(name, LONGEST),
    version: plain(pkg.version, LONGEST),
    purl: plain(pkg.purl, 4096),
    properties: properties(toldOf(pkg), plain),
    evidence: { occurrences: [{ location: plain(pkg.path, LONGEST) }] },
  };
}

function toldOf({ ecosystem, source, module, root, repository, ownedBy, arch, layer }: Package) {
  return {
    ecosystem,
    arch,
    'layer:index': String(layer.index),
    'layer:digest': layer.digest,
    'layer:diff-id': layer.diffID,
    'layer:instruction': layer.createdBy === undefined ? undefined : instructionOf(layer.createdBy),
    'source:name': source?.name,
    'source:version': source?.version,
    module,
    application: root,
    repository,
    'owned-by': ownedBy,
  };
}

/** A scope of npm and a group of Maven stand apart from the name. */
function namesOf({ ecosystem, name }: Package): { readonly group?: string; readonly name: string } {
  const separator = ecosystem === 'maven' ? ':' : '/';
  const at = ecosystem === 'maven' || (ecosystem === 'npm' && name.startsWith('@')) ? name.indexOf(separator) : -1;
  return at < 1 ? { name } : { group: name.slice(0, at), name: name.slice(at + 1) };
}
