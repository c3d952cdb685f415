import { PackageURL } from 'packageurl-js';
import type { ReportImage } from '../../model/report.ts';
import { plain } from './plain.ts';

/** A package URL of type oci: https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
export function imagePurl({ name, manifestDigest, platform }: ReportImage): string {
  const segments = plain(name, 512)
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
  const last = segments.at(-1) ?? 'image';
  // An image on disk has no registry.
  const address = segments.length > 1 ? { repository_url: segments.join('/') } : {};
  const qualifiers = { arch: plain(platform.architecture, 64) || 'unknown', ...address };
  return new PackageURL('oci', undefined, last, manifestDigest, qualifiers, undefined).toString();
}
