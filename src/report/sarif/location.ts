import type { Location, LogicalLocation, PhysicalLocation } from 'sarif';
import { formatPlatform } from '../../model/platform.ts';
import type { FindingGroup, Report } from '../../model/report.ts';
import { layerNumber, layersOf } from '../content/layers.ts';
import { plain } from '../content/plain.ts';
import { compareText } from '../content/rank.ts';
import { isRepositoryFile, physicalLocation, placeOf } from './place.ts';
import { purlType } from './purl.ts';
import { stablePath } from './stable-path.ts';

const MOST_LAYERS = 5;
/** What stands between the image's name and the path where an address would be a repository's file. */
const IMAGE_FOLDER = 'rootfs';

/** The one location that GitHub reads: in the repository where that is known, else where the image records the package. */
export function locationOf(group: FindingGroup, report: Report): Location {
  const place = placeOf(group, report);
  return {
    physicalLocation: place === undefined ? imageLocation(syntheticUri(group, report)) : physicalLocation(place),
    logicalLocations: logicalLocationsOf(group, report),
  };
}

/** A file of an image as a place: the whole of it, and GitHub wants four numbers. */
export function imageLocation(uri: string): PhysicalLocation {
  return physicalLocation({ uri, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 });
}

/**
 * Where the image records a group, without versions, so that an update which mends nothing leaves the alert where it is. No file of
 * the repository that was looked into has this address: GitHub would take the alert for that file's.
 */
function syntheticUri(group: FindingGroup, report: Report): string {
  const path = recordOf(group);
  let uri = imageUri(report.image.name, path);
  for (let above = IMAGE_FOLDER; isRepositoryFile(uri, report); above = `${above}/${IMAGE_FOLDER}`) {
    uri = imageUri(report.image.name, `${above}/${path}`);
  }
  return uri;
}

/** The first of the files that record a group. Of npm's copies of a package it is the one at the top, whether it is there or not. */
function recordOf(group: FindingGroup): string {
  const [{ package: pkg }] = group.findings;
  if (purlType(pkg) === 'npm' && group.root !== undefined)
    return `${stablePath(group.root)}/node_modules/${group.name}/package.json`;
  return stablePath(pathsOf(group)[0] ?? '');
}

/** The files that record a group's packages, each once, in an order that no scan changes. */
export function pathsOf(group: FindingGroup): readonly string[] {
  return [...new Set(group.findings.map((finding) => finding.package.path))].sort(compareText);
}

/**
 * A file of an image as a relative address: the repository's last segment, then the path, each segment percent-encoded.
 * It is never empty, never absolute, has no `:` that would make a scheme, and cannot leave the image by `..`.
 */
export function imageUri(imageName: string, path: string): string {
  const image = segments(imageName).at(-1) ?? 'image';
  return [image, ...segments(path)].join('/');
}

function segments(path: string): readonly string[] {
  return path
    .split('/')
    .filter((segment) => !/^\.{0,2}$/.test(segment))
    .map((segment) => encodeURIComponent(plain(segment, 255)))
    .filter((segment) => segment !== '');
}

function logicalLocationsOf(group: FindingGroup, report: Report): LogicalLocation[] {
  const image = `${plain(report.image.name, 255)}@${plain(formatPlatform(report.image.platform), 100)}`;
  const layers = layersOf(group).slice(0, MOST_LAYERS);
  return [
    { name: plain(group.name, 255), kind: 'package', fullyQualifiedName: purlOf(group) },
    ...layers.map((layer) => ({
      name: `layer ${layerNumber(layer, report)}`,
      kind: 'layer',
      fullyQualifiedName: `${image}#${layer.diffID}`,
    })),
  ];
}

/** The purl of the package that a group is named after, or of its first. */
export function purlOf(group: FindingGroup): string {
  const named = group.findings.find((finding) => finding.package.name === group.name) ?? group.findings[0];
  return plain(named.package.purl, 1024);
}
