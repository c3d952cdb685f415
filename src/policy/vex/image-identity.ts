import { isDigest } from '../../model/digest.ts';
import { imageName, parseReference, type Reference } from '../../model/reference.ts';
import type { ReportImage } from '../../model/report.ts';
import type { Purl } from '../purl.ts';
import type { VexComponent } from './statement.ts';

/** Whether a component is the image: by a package URL, a digest or a reference. */
export function isImage({ purls, names }: VexComponent, image: ReportImage): boolean {
  return purls.some((purl) => isImagePurl(purl, image)) || names.some((name) => isImageName(name, image));
}

/**
 * `pkg:oci/shop@sha256:…?repository_url=ghcr.io/acme/shop`, each part of which may be absent: without a digest, every image of that name
 * is meant. With one, the content is, wherever it lies. https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md
 */
function isImagePurl(purl: Purl, image: ReportImage): boolean {
  const { type, version, qualifiers } = purl;
  if ((type !== 'oci' && type !== 'docker') || !isPlatform(qualifiers, image)) return false;
  if (isDigest(version)) return isDigestOf(version, image);
  const tags = [version, qualifiers.get('tag')].filter((tag) => tag !== undefined);
  return isRepository(purl, image) && tags.every((tag) => tag === tagOf(image));
}

/** What a package URL of an image may say besides, all of which must be so. What nobody here knows is not. */
function isPlatform(qualifiers: ReadonlyMap<string, string>, { platform }: ReportImage): boolean {
  return [...qualifiers].every(([key, value]) => {
    switch (key) {
      case 'arch':
        return value === platform.architecture;
      case 'os':
        return value === platform.os;
      case 'variant':
        return value === platform.variant;
      default:
        return key === 'repository_url' || key === 'tag' || key === 'mediatype';
    }
  });
}

function isRepository({ type, namespace, name, qualifiers }: Purl, image: ReportImage): boolean {
  const url = qualifiers.get('repository_url')?.replace(/\/+$/, '');
  const path = namespace === '' ? name : `${namespace}/${name}`;
  if (type === 'docker') return nameOf(url === undefined ? path : `${url}/${path}`) === image.name;
  if (image.name.slice(image.name.lastIndexOf('/') + 1).toLowerCase() !== name) return false;
  // The URL is that of the repository; some leave its last part to the name.
  return url === undefined || nameOf(url) === image.name || nameOf(`${url}/${name}`) === image.name;
}

function isImageName(name: string, image: ReportImage): boolean {
  if (isDigest(name)) return isDigestOf(name, image);
  const reference = referenceIn(name);
  if (reference === undefined || imageName(reference) !== image.name) return false;
  if (reference.digest !== undefined) return isDigestOf(reference.digest, image);
  const isTagged = reference.tag !== undefined && name.endsWith(`:${reference.tag}`);
  return !isTagged || reference.tag === tagOf(image);
}

function isDigestOf(digest: string, image: ReportImage): boolean {
  return digest === image.digest || digest === image.manifestDigest;
}

/** The tag that was asked for; undefined where none was, or where the image lies on this machine. */
function tagOf(image: ReportImage): string | undefined {
  const reference = referenceIn(image.reference);
  return reference !== undefined && imageName(reference) === image.name ? reference.tag : undefined;
}

function nameOf(text: string): string | undefined {
  const reference = referenceIn(text.toLowerCase());
  return reference === undefined ? undefined : imageName(reference);
}

function referenceIn(text: string): Reference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}
