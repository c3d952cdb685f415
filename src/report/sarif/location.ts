import type { Location, LogicalLocation, PhysicalLocation } from 'sarif';
import { formatPlatform } from '../../model/platform.ts';
import type { FindingGroup, Report } from '../../model/report.ts';
import { layerNumber, layersOf } from '../content/layers.ts';
import { plain } from '../content/plain.ts';
import { compareText } from '../content/rank.ts';

const MOST_RELATED = 20;
const MOST_LAYERS = 5;

/** What relative addresses in the file are relative to. It has no address of its own that could clash with a checkout's. */
export const BASE_ID = '%SRCROOT%';

/** The one location that GitHub reads: where the image records the package. */
export function locationOf(group: FindingGroup, report: Report): Location {
  const [path = ''] = pathsOf(group);
  return { physicalLocation: placeOf(imageUri(report.image.name, path)), logicalLocations: logicalLocationsOf(group, report) };
}

/** The other files that record packages of the group, where there are any. */
export function relatedLocationsOf(group: FindingGroup, report: Report): Location[] {
  const uris = pathsOf(group).map((path) => imageUri(report.image.name, path));
  return [...new Set(uris)].slice(1, 1 + MOST_RELATED).map((uri, index) => ({
    id: index + 1,
    message: { text: 'Also recorded here.' },
    physicalLocation: placeOf(uri),
  }));
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

// The place is a whole file, and GitHub wants four numbers.
function placeOf(uri: string): PhysicalLocation {
  return {
    artifactLocation: { uri, uriBaseId: BASE_ID },
    region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  };
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
