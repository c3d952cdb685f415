import type { Release } from '../../model/package.ts';
import { describePlatform } from '../../model/platform.ts';
import type { Finding, Report } from '../../model/report.ts';
import { vulnerabilityAddress } from '../content/address.ts';
import { isCpeUri, wellFormedCpe } from '../content/cpe.ts';
import { imagePurl } from '../content/image-purl.ts';
import { instructionOf } from '../content/instruction.ts';
import type { ListedPackage } from '../content/listing.ts';
import { plain } from '../content/plain.ts';
import { type ExternalReference, type SpdxPackage, UNKNOWN } from './element.ts';

const LONGEST = 1024;
const MOST_ADVISORIES = 1000;

export const IMAGE_ID = 'SPDXRef-Image';
export const SYSTEM_ID = 'SPDXRef-OperatingSystem';

/** The image: what the document describes. */
export function imagePackage({ image }: Report): SpdxPackage {
  const [algorithm = '', checksumValue = ''] = image.manifestDigest.split(':');
  return {
    SPDXID: IMAGE_ID,
    name: plain(image.name, LONGEST) || 'image',
    versionInfo: image.manifestDigest,
    supplier: 'NOASSERTION',
    ...UNKNOWN,
    checksums: [{ algorithm: algorithm.toUpperCase(), checksumValue }],
    comment: `Scanned as ${plain(image.reference, LONGEST)} for ${plain(describePlatform(image.platform), 100)}.`,
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: imagePurl(image) }],
    primaryPackagePurpose: 'CONTAINER',
  };
}

/** The distribution. */
export function systemPackage(release: Release): SpdxPackage {
  const cpe = wellFormedCpe(release.cpe);
  return {
    SPDXID: SYSTEM_ID,
    name: plain(release.id, LONGEST) || 'unknown',
    ...(release.versionId === '' ? {} : { versionInfo: plain(release.versionId, LONGEST) }),
    supplier: 'NOASSERTION',
    ...UNKNOWN,
    comment: plain(release.prettyName, LONGEST),
    ...(cpe === undefined ? {} : { externalRefs: [cpeReference(cpe)] }),
    primaryPackagePurpose: 'OPERATING_SYSTEM',
  };
}

function cpeReference(cpe: string): ExternalReference {
  return { referenceCategory: 'SECURITY', referenceType: isCpeUri(cpe) ? 'cpe22Type' : 'cpe23Type', referenceLocator: cpe };
}

/** The identifier of the package that a key of the listing stands for: letters, digits, `.` and `-` alone. */
export function packageId(key: string): string {
  return `SPDXRef-Package-${key}`;
}

/** A package, and what was found of it as references to the advisories. */
export function spdxPackage({ key, package: pkg }: ListedPackage, findings: readonly Finding[]): SpdxPackage {
  const { layer, source, vendor } = pkg;
  const instruction = layer.createdBy === undefined ? '' : ` by: ${instructionOf(layer.createdBy)}`;
  return {
    SPDXID: packageId(key),
    name: plain(pkg.name, LONGEST) || 'unnamed',
    versionInfo: plain(pkg.version, LONGEST),
    supplier: vendor === undefined ? 'NOASSERTION' : organization(vendor),
    ...UNKNOWN,
    sourceInfo:
      (source === undefined ? '' : `Built from ${plain(source.name, 255)} ${plain(source.version, 255)}. `) +
      `Recorded in /${plain(pkg.path, LONGEST)}.`,
    comment: `Brought by layer ${layer.index + 1}, ${layer.digest} (${layer.diffID})${instruction}`,
    externalRefs: [...purlReferences(pkg.purl), ...findings.slice(0, MOST_ADVISORIES).map(advisoryReference)],
    primaryPackagePurpose: 'LIBRARY',
  };
}

/** A locator has no spaces. A package URL has none either, unless somebody else made it. */
function purlReferences(purl: string): readonly ExternalReference[] {
  const referenceLocator = plain(purl, 4096);
  if (!/^pkg:\S+$/.test(referenceLocator)) return [];
  return [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator }];
}

/** A name as an organization's. Parentheses would begin its address. */
function organization(vendor: string): string {
  const name = plain(vendor, 255)
    .replaceAll(/[()<>]/g, ' ')
    .trim();
  return name === '' ? 'NOASSERTION' : `Organization: ${name}`;
}

function advisoryReference({ vulnerability, fixedIn }: Finding): ExternalReference {
  const fix = fixedIn === undefined ? 'no fix yet' : `fixed in ${plain(fixedIn, 255)}`;
  return {
    referenceCategory: 'SECURITY',
    referenceType: 'advisory',
    referenceLocator: vulnerabilityAddress(vulnerability.id),
    comment: `${plain(vulnerability.id, 255)}: ${vulnerability.rating.severity}, ${fix}`,
  };
}
